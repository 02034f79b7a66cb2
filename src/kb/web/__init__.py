"""How does the site come together?"""
