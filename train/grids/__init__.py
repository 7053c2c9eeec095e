"""Pieces on the grids that the seed networks use: how a performance lies on its beat, drum bars, melody lines."""
