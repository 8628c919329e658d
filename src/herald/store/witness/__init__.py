"""What a witness or a mirror may not forget, in one SQLite file: what it cosigned, what was refused, and the leaves."""
