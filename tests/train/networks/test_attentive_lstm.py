import pytest

tf = pytest.importorskip("tensorflow")
np = pytest.importorskip("numpy")

from train.networks.attentive_lstm import AttentiveLSTM  # noqa: E402


@pytest.fixture(scope="module")
def network():
    network = AttentiveLSTM(features=6, units=8, layers=3, window=5, classes=4, dropout=0.5)
    for i, weight in enumerate(network.weights):
        weight.assign(np.random.default_rng(i).normal(0, 0.5, weight.shape))
    return network


def test_step_by_step_gives_what_the_whole_sequence_gives(network):
    told = tf.random.stateless_normal((2, 20, 6), seed=(1, 2))
    state = {name: tf.zeros((2, *tensor.shape)) for name, tensor in network.state_tensors().items()}
    stepped = []
    for t in range(20):
        outputs, state = network.step({"features": told[:, t]}, state)
        stepped.append(outputs["logits"])
    assert np.allclose(tf.stack(stepped, axis=1), network({"features": told})["logits"], atol=1e-5)


def test_nothing_is_known_of_what_comes_later(network):
    told = tf.random.stateless_normal((1, 12, 6), seed=(3, 4))
    other = tf.concat([told[:, :7], tf.zeros((1, 5, 6))], axis=1)
    one, two = (network({"features": features})["logits"] for features in (told, other))
    assert np.allclose(one[:, :7], two[:, :7], atol=1e-6)
    assert not np.allclose(one[:, 7:], two[:, 7:], atol=1e-3)
