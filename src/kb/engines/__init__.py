"""Which engine was asked for?"""
