"""The reader's network: the lower layers of the body over a question and a text read together."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from eval.fit.reader.body import Body

__all__ = ["FROZEN_LAYERS", "Network", "network_of"]

# Layers that stay as pretrained, beside the embeddings: they know of words, not of the task.
FROZEN_LAYERS = 2


class _Layer(nn.Module):
    """One layer of BERT: attention and a feed-forward part, each normalised after its sum."""

    def __init__(self, hidden: int, inner: int, heads: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.ao = nn.Linear(hidden, hidden)
        self.aln = nn.LayerNorm(hidden, eps)
        self.fi = nn.Linear(hidden, inner)
        self.fo = nn.Linear(inner, hidden)
        self.oln = nn.LayerNorm(hidden, eps)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the hidden states above ``x`` [texts, tokens, hidden]."""
        texts, tokens, hidden = x.shape
        split = self.qkv(x).view(texts, tokens, 3, self.heads, hidden // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        seen = seen.transpose(1, 2).reshape(texts, tokens, hidden)
        x = self.aln(x + self.ao(seen))
        out: Tensor = self.oln(x + self.fo(F.gelu(self.fi(x))))
        return out


class Network(nn.Module):
    """A cross-encoder with a score head above each of a few layers.

    :param exits: layers, counted from 1, above which a score is given; the last ends the network.
    """

    def __init__(self, body: Body, kept: list[int], exits: tuple[int, ...]) -> None:
        super().__init__()
        hidden = body.words.shape[1]
        inner = body.tensors["l0.fi.w"].shape[0]
        self.exits, self.heads = exits, body.heads
        self.words = _embedding(body.words[kept])
        self.positions = _embedding(body.positions)
        self.norm = nn.LayerNorm(hidden, body.eps)
        self.layers = nn.ModuleList(
            _Layer(hidden, inner, body.heads, body.eps) for _ in range(max(exits))
        )
        self.score = nn.ModuleList(_head(2 * hidden) for _ in exits)

    def forward(self, ids: Tensor, lengths: Tensor) -> list[Tensor]:
        """Return a score [texts] for each exit.

        :param ids: int64 [texts, tokens]; ``lengths``: how many of them are not padding.
        """
        tokens = torch.arange(ids.shape[1])
        there = tokens[None, :] < lengths[:, None]
        x = self.norm(self.words(ids) + self.positions(tokens))
        mask = there[:, None, None, :]
        found = []
        for number, layer in enumerate(self.layers, start=1):
            x = layer(x, mask)
            if number in self.exits:
                found.append(self.score[self.exits.index(number)](_pooled(x, there)).squeeze(-1))
        return found


def _embedding(values: NDArray[np.float32]) -> nn.Embedding:
    count, width = values.shape
    return nn.Embedding(count, width, _weight=torch.from_numpy(values))


def _head(inputs: int) -> nn.Linear:
    """Return a head that scores everything 0 before it has learned."""
    head = nn.Linear(inputs, 1)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    return head


def _pooled(x: Tensor, there: Tensor) -> Tensor:
    """Return the first token's state beside the mean of all."""
    weights = there.unsqueeze(-1).to(x.dtype)
    mean = (x * weights).sum(1) / weights.sum(1)
    return torch.cat([x[:, 0], mean], dim=-1)


def network_of(body: Body, kept: list[int], exits: tuple[int, ...]) -> Network:
    """Return a network with the body's lower layers, heads at zero and the lowest layers frozen.

    :param kept: the body's piece ids that are kept, in their new order; padding comes first.
    """
    network = Network(body, kept, exits)
    network.load_state_dict(_weights(body, max(exits)), strict=False)
    frozen = [network.words, network.positions, network.norm, *network.layers[:FROZEN_LAYERS]]
    for module in frozen:
        module.requires_grad_(False)
    return network


def _weights(body: Body, layers: int) -> dict[str, Tensor]:
    found = {"norm.weight": body.tensors["emb.ln.w"], "norm.bias": body.tensors["emb.ln.b"]}
    for layer in range(layers):
        for part, name in (("w", "weight"), ("b", "bias")):
            for short in ("ao", "aln", "fi", "fo", "oln"):
                found[f"layers.{layer}.{short}.{name}"] = body.tensors[f"l{layer}.{short}.{part}"]
    weights = {name: torch.from_numpy(value) for name, value in found.items()}
    for layer in range(layers):
        for part, name in (("w", "weight"), ("b", "bias")):
            three = [torch.from_numpy(body.tensors[f"l{layer}.{s}.{part}"]) for s in "qkv"]
            weights[f"layers.{layer}.qkv.{name}"] = torch.cat(three)
    return weights
