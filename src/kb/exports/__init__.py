"""In which other forms can the corpus be taken away?"""
