using Engram.Ocr.Paddle;

namespace Engram.Ocr.Tests;

/// <summary><see cref="Tile"/>.</summary>
public class When_a_side_is_covered_by_tiles
{
    [Theory]
    [InlineData(32)]
    [InlineData(960)]
    [InlineData(992)]
    [InlineData(1792)]
    [InlineData(1824)]
    [InlineData(20_000)]
    public void Should_keep_every_cell_once_and_well_within_a_tile(int length)
    {
        var tiles = Tile.Cover(length);
        var kept = tiles.SelectMany(tile => Enumerable.Range(tile.KeptStart, tile.KeptEnd - tile.KeptStart));
        Assert.Equal(Enumerable.Range(0, length), kept);
        Assert.All(tiles, tile =>
        {
            Assert.InRange(tile.Length, 1, 960);
            Assert.Equal(0, tile.Length % 32);
            Assert.True(tile.KeptStart == 0 || tile.KeptStart - tile.Start >= 64);
            Assert.True(tile.KeptEnd == length || tile.Start + tile.Length - tile.KeptEnd >= 64);
        });
    }

    [Fact]
    public void Should_use_no_more_tiles_than_their_overlap_asks_for()
    {
        Assert.Single(Tile.Cover(960));
        Assert.Equal(2, Tile.Cover(1792).Length);
        Assert.Equal(3, Tile.Cover(1824).Length);
    }
}
