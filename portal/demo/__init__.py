"""The demonstration: an empty portal filled with real challenges and made-up people.

It tells what happened by the same commands as the pages do, at dates in the past: nothing is
in it that a person could not have done.
"""
