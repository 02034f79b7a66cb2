"""What are the terms of a text, in each language?"""
