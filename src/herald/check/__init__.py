"""Who could meet, where, when, and how little would clear it?"""
