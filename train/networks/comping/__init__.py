"""How the network of comping rhythms learns."""
