"""What a part is judged on: held-out pieces, pieces to learn from, and keyboardists who play along."""
