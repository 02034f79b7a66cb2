"""What is in the corpus folder, and what is wrong with it?"""
