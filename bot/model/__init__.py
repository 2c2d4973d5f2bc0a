"""The nouns of the product: pure data and pure decisions, standard library only."""
