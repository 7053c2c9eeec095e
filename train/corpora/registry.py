"""Every set that can be read, by the name that the user writes before the directory: `groove=DIR`."""

from typing import Final

from train.corpora import groove, jjswing, jtd_piano, lakh, midi_folder, mma, openewld, pop909, trio, weimar
from train.corpora.corpus import Corpus

CORPORA: Final[dict[str, Corpus]] = {
    corpus.name: corpus
    for corpus in (
        groove.CORPUS,
        trio.CORPUS,
        jtd_piano.CORPUS,
        weimar.CORPUS,
        mma.CORPUS,
        openewld.CORPUS,
        pop909.CORPUS,
        jjswing.CORPUS,
        lakh.CORPUS,
        midi_folder.CORPUS,
    )
}
