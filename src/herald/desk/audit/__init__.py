"""Is this record what it must be? Everything computed anew, and what is wrong named; tables made anew from the entries."""
