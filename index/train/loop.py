"""The contrastive training loop: normalised sums of token vectors, in-batch negatives.

The loss is InfoNCE (van den Oord et al. 2018) in both directions. A pair's other side is never a
negative of a pair that shares it (the same article answers several questions).

Questions are also held against thousands of documents as they stood some steps ago, a memory bank
(Wu et al. 2018): a batch cannot hold enough of them to show which kinds never answer a question.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.train.ragged import Ragged

if TYPE_CHECKING:
    import torch

__all__ = ["Bank", "Batch", "Trainer"]

_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Bank:
    """More negatives for the first ``rows`` pairs of a batch.

    ``documents`` are unit vectors [documents, dimensions] that take no gradient, ``right`` lists
    the (row, document) cells that are no negatives, and ``weight`` is how much their loss counts.
    """

    documents: NDArray[np.float32]
    rows: int
    right: NDArray[np.int64]
    weight: float


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of one step. ``b`` may hold more rows than ``a``: those are hard negatives.

    ``a_keys`` and ``b_keys`` name the texts: equal keys are equal texts.
    ``forbidden`` lists (row, column) cells that are no negatives although the keys differ.
    """

    a: Ragged
    b: Ragged
    a_keys: NDArray[np.int64]
    b_keys: NDArray[np.int64]
    forbidden: NDArray[np.int64]
    bank: Bank | None = None


def _on(device: torch.device, array: NDArray[Any]) -> torch.Tensor:
    """Return an array as a tensor of the device; on the CPU they share their memory."""
    import torch

    return torch.from_numpy(array).to(device)


def _matrices(rows: Ragged, size: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the rows-by-tokens matrix of ones, and its transpose, both CSR."""
    ids = rows.ids.astype(np.uint16)
    order = np.argsort(ids, kind="stable")  # radix sort for 16 bits: the reason for uint16
    owner = np.repeat(np.arange(len(rows)), rows.lengths())[order]
    starts = np.concatenate(([0], np.cumsum(np.bincount(ids, minlength=size))))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparse CSR tensor support is in beta", UserWarning)
        forward = _csr(rows.offsets, rows.ids, (len(rows), size), device)
        backward = _csr(starts, owner, (size, len(rows)), device)
    return forward, backward


def _csr(
    starts: NDArray[np.int64],
    columns: NDArray[Any],
    shape: tuple[int, int],
    device: torch.device,
) -> torch.Tensor:
    import torch

    return torch.sparse_csr_tensor(
        _on(device, starts),
        _on(device, columns.astype(np.int64)),
        torch.ones(len(columns), device=device),
        shape,
        device=device,
        check_invariants=False,
    )


class Trainer:
    """One vector a token, trained step by step with Adam.

    A token's vector is one of its own plus the sum of those of the tokens inside it, over the
    square root of their number: random directions then add up to the same length.
    """

    def __init__(
        self,
        start: NDArray[np.float32],
        *,
        rate: float,
        scale: float,
        inner: Ragged | None = None,
        device: str = "cpu",
    ) -> None:
        """Take the own vectors to start from, the learning rate and the similarity scale.

        :param inner: the tokens inside each token; None: no token holds another.
        :param device: the torch device that every step is worked out on.
        """
        import torch

        self._device = torch.device(device)
        self._own = torch.nn.Parameter(_on(self._device, start.copy()))
        self._optimizer = torch.optim.Adam([self._own], lr=rate, fused=True, betas=(0.9, 0.99))
        self._scale = scale
        self._rate = rate
        self._inner: tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None = None
        if inner is not None:
            shares = np.maximum(inner.lengths(), 1)[:, None].astype(np.float32) ** -0.5
            matrices = _matrices(inner, len(start), self._device)
            self._inner = (*matrices, _on(self._device, shares))

    def vectors(self) -> NDArray[np.float32]:
        """Return the token vectors as they stand."""
        return np.array(self._table().cpu().numpy())

    def _table(self) -> torch.Tensor:
        own = self._own.detach()
        if self._inner is None:
            return own
        forward, _, shares = self._inner
        return own + (forward @ own) * shares

    def _own_gradient(self, gradient: torch.Tensor) -> torch.Tensor:
        """Return the gradient of the own vectors from that of the table."""
        if self._inner is None:
            return gradient
        _, backward, shares = self._inner
        return gradient + backward @ (gradient * shares)

    def step(self, batch: Batch, *, rate_share: float = 1.0) -> float:
        """Take one step and return its loss."""
        import torch

        both = Ragged.join((batch.a, batch.b))
        forward, backward = _matrices(both, len(self._own), self._device)
        with torch.no_grad():
            sums = forward @ self._table()
        sums.requires_grad_(True)
        unit = torch.nn.functional.normalize(sums, dim=1, eps=1e-6)
        loss = self._loss(unit[: len(batch.a)], unit[len(batch.a) :], batch)
        loss.backward()  # type: ignore[no-untyped-call]
        # By hand, because the transposed matrix is at hand: ten times faster than autograd's way.
        gradient = self._own_gradient(backward @ sums.grad)  # type: ignore[operator]
        # The fused optimizer walks both by the parameter's strides; here this copies nothing.
        self._own.grad = gradient.contiguous()
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate * rate_share
        self._optimizer.step()
        return float(loss.detach())

    def _loss(self, a: torch.Tensor, b: torch.Tensor, batch: Batch) -> torch.Tensor:
        import torch
        from torch.nn.functional import cross_entropy

        blocked = _on(self._device, _blocked(batch))
        similarity = (a @ b.T * self._scale).masked_fill(blocked, _NEVER)
        target = torch.arange(len(a), device=self._device)
        there = cross_entropy(similarity, target)
        back = cross_entropy(similarity[:, : len(a)].T, target)
        loss = (there + back) / 2
        if batch.bank is not None:
            rows = batch.bank.rows
            loss = loss + batch.bank.weight * self._bank_loss(a[:rows], b[:rows], batch.bank)
        return loss

    def _bank_loss(self, a: torch.Tensor, b: torch.Tensor, bank: Bank) -> torch.Tensor:
        """Return the loss of choosing each row's own ``b`` among all documents of the bank."""
        import torch

        others = a @ _on(self._device, bank.documents).T * self._scale
        right = _on(self._device, bank.right)
        others[right[:, 0], right[:, 1]] = _NEVER
        own = (a * b).sum(dim=1) * self._scale
        return (torch.logaddexp(torch.logsumexp(others, dim=1), own) - own).mean()


def _blocked(batch: Batch) -> NDArray[np.bool_]:
    """Return which (row, column) cells are no negatives: equal texts and known other answers."""
    count = len(batch.a_keys)
    blocked: NDArray[np.bool_] = batch.b_keys[:count, None] == batch.b_keys[None, :]
    blocked[:, :count] |= batch.a_keys[:, None] == batch.a_keys[None, :]
    blocked[batch.forbidden[:, 0], batch.forbidden[:, 1]] = True
    np.fill_diagonal(blocked, val=False)
    return blocked
