"""The drummer's two networks: which drums a bar has (`notes`), and how each is struck (`touch`)."""
