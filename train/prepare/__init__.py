"""From public data sets to a prepared folder: files read in separate processes, aligned to their beats, split without
near-duplicates across sides, and written as shards of arrays. `python -m train.prepare --help` explains it.
"""
