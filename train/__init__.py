"""Training, outside of what plays: read public sets (corpora), prepare them, teach networks, judge the players."""
