"""How do the cell, its witnesses and its mirrors reach each other? The one room that speaks to a network."""
