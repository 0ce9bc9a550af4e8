"""The networks of the peers, without their classifiers, as torchvision builds them, and of torch alone: torchvision is needed for ResNet-50 only."""

import torch
from torch import nn


class VisionTransformer(nn.Module):
    """vit_b_16: attention by nn.MultiheadAttention, as torchvision has it."""

    class Block(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
            self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, tokens):
            x = self.norm1(tokens)
            tokens = tokens + self.attention(x, x, x, need_weights=False)[0]
            return tokens + self.mlp(self.norm2(tokens))

    def __init__(self, size=224, width=768, depth=12, heads=12, patch=16):
        super().__init__()
        self.patches = nn.Conv2d(3, width, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.positions = nn.Parameter(torch.randn(1, 1 + (size // patch) ** 2, width) * 0.02)
        self.blocks = nn.Sequential(*[self.Block(width, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def forward(self, images):
        patches = self.patches(images).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.token.expand(len(images), -1, -1), patches], 1) + self.positions
        return self.norm(self.blocks(tokens))[:, 0]


class PixelNorm(nn.LayerNorm):
    """Of the channels of each pixel of a map."""

    def forward(self, maps):
        return super().forward(maps.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNeXt(nn.Module):
    """convnext_tiny."""

    class Block(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.depthwise = nn.Conv2d(width, width, 7, padding=3, groups=width)
            self.mlp = nn.Sequential(
                nn.LayerNorm(width, eps=1e-6), nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
            self.scale = nn.Parameter(torch.full((width,), 1e-6))

        def forward(self, maps):
            branch = self.scale * self.mlp(self.depthwise(maps).permute(0, 2, 3, 1))
            return maps + branch.permute(0, 3, 1, 2)

    def __init__(self, widths=(96, 192, 384, 768), depths=(3, 3, 9, 3)):
        super().__init__()
        layers = [nn.Conv2d(3, widths[0], 4, 4), PixelNorm(widths[0], eps=1e-6)]
        for stage, (width, depth) in enumerate(zip(widths, depths)):
            if stage > 0:
                layers += [PixelNorm(widths[stage - 1], eps=1e-6), nn.Conv2d(widths[stage - 1], width, 2, 2)]
            layers += [self.Block(width) for _ in range(depth)]
        self.layers = nn.Sequential(*layers)
        self.norm = nn.LayerNorm(widths[-1], eps=1e-6)

    def forward(self, images):
        return self.norm(self.layers(images).mean((2, 3)))


def resnet50(size):
    import torchvision
    backbone = torchvision.models.resnet50()
    backbone.fc = nn.Identity()
    return backbone


# By Biwaa's names: what makes one for a size of pictures, and the width of its features.
NETWORKS = {
    "resnet50": (resnet50, 2048),
    "vit_base_patch16_224": (VisionTransformer, 768),
    "convnext_tiny": (lambda size: ConvNeXt(), 768),
}
