"""The drummer: a network writes bars, several at a time; the one that fits the music best is played with a touch of its
own."""
