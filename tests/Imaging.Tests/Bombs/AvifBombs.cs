using NetVips;

namespace Engram.Imaging.Tests.Bombs;

/// <summary>
/// AVIFs (ISO/IEC 23008-12 and 14496-12) that cost far more work than their size suggests: a grid picture may use one tile many
/// times.
/// </summary>
internal static class AvifBombs
{
    private const int TileSide = 64;

    public static IEnumerable<HostilePicture> All() =>
    [
        new("avif, a grid of 4 tiles", () => Grid(2, 2, TileSide * 2, TileSide * 2)),
        new("avif, a grid of 256 tiles", () => Grid(16, 16, TileSide * 16, TileSide * 16)),
        new("avif, a grid of 225 tiles of 3000 x 3000", () => Grid(15, 15, 1000, 1000, side: 3000)),
        new("avif, a grid of 11881 tiles", () => Grid(109, 109, TileSide * 109, TileSide * 109)),
        new("avif, a grid of 65536 tiles", () => Grid(256, 256, TileSide * 256, TileSide * 256)),
        new("avif, a grid larger than its tiles", () => Grid(2, 2, 7000, 7000)),
        new("avif, a grid of itself", () => Grid(2, 2, TileSide * 2, TileSide * 2, tile: 1)),
        new("avif, 30000 items", () => Grid(2, 2, TileSide * 2, TileSide * 2, moreItems: 30_000)),
        new("avif, 3000 by 3000", () => Encode(3000, 3000, 8)),
        new("avif, 12 bits, 3000 by 3000", () => Encode(3000, 3000, 12)),
        new("avif, 1000000 boxes", () => [.. Type, .. Bytes.Repeat(Box("free", []), 1_000_000), .. Grid(2, 2, 128, 128)[Type.Length..]]),
        new("avif, 15000 boxes", () => [.. Type, .. Bytes.Repeat(Box("free", []), 15_000), .. Grid(2, 2, 128, 128)[Type.Length..]]),
        new("avif, boxes in boxes", () => [.. Type, .. Nested(2_000)]),
        new("avif, a box of 4 GB", () => [.. Type, .. Bytes.Four(uint.MaxValue), .. "meta"u8, 1, 2, 3]),
        new("avif, a type and no more", () => Type),
    ];

    private static byte[] Encode(int width, int height, int bits)
    {
        using var black = Image.Black(width, height, bands: 3);
        using var gray = black + 90;
        using var samples = bits > 8 ? gray.Cast(Enums.BandFormat.Ushort, shift: true) : gray.Cast(Enums.BandFormat.Uchar);
        using var picture = samples.Copy(interpretation: bits > 8 ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb);
        return picture.HeifsaveBuffer(
            q: 50, bitdepth: bits, compression: Enums.ForeignHeifCompression.Av1, effort: 0, keep: Enums.ForeignKeep.None);
    }

    private static readonly byte[] Type = Box("ftyp", [.. "avif"u8, 0, 0, 0, 0, .. "avifmif1miaf"u8]);

    /// <summary>Item 1 is the grid. Item 2 is its tile, used in every cell.</summary>
    public static byte[] Grid(int rows, int columns, int width, int height, int tile = 2, int moreItems = 0, int side = TileSide)
    {
        var (configuration, data) = Tile(side);
        byte[] grid = [0, 1, (byte)(rows - 1), (byte)(columns - 1), .. Bytes.Four(width), .. Bytes.Four(height)];
        var handler = FullBox("hdlr", [0, 0, 0, 0, .. "pict"u8, .. new byte[12], 0]);
        var primary = FullBox("pitm", Bytes.Two(1));
        var items = FullBox("iinf", [
            .. Bytes.Two(2 + moreItems), .. Item(1, "grid"), .. Item(2, "av01"),
            .. Enumerable.Range(3, moreItems).SelectMany(id => Item(id, "av01"))]);
        var places = FullBox("iref", Box("dimg", [
            .. Bytes.Two(1), .. Bytes.Two(rows * columns), .. Bytes.Repeat(Bytes.Two(tile), rows * columns)]));
        byte[] size = [.. Bytes.Four(width), .. Bytes.Four(height)], tileSize = [.. Bytes.Four(side), .. Bytes.Four(side)];
        var properties = Box("iprp", [
            .. Box("ipco", [.. FullBox("ispe", size), .. FullBox("ispe", tileSize), .. configuration, .. FullBox("pixi", [3, 8, 8, 8])]),
            .. FullBox("ipma", [0, 0, 0, 2, 0, 1, 2, 1, 4, 0, 2, 3, 2, 0x83, 4])]);
        // Locations of the two items inside the box "idat" that follows (construction method 1).
        var locations = FullBox("iloc", [
            0x44, 0, 0, 2,
            0, 1, 0, 1, 0, 0, 0, 1, .. Bytes.Four(0), .. Bytes.Four(grid.Length),
            0, 2, 0, 1, 0, 0, 0, 1, .. Bytes.Four(grid.Length), .. Bytes.Four(data.Length)], version: 1);
        var content = Box("idat", [.. grid, .. data]);
        return [.. Type, .. FullBox("meta", [.. handler, .. primary, .. items, .. places, .. properties, .. locations, .. content])];
    }

    /// <summary>Configuration and data of a small square picture.</summary>
    private static (byte[] Configuration, byte[] Data) Tile(int side)
    {
        ReadOnlySpan<byte> file = Encode(side, side, 8);
        var (configuration, data) = (file.IndexOf("av1C"u8) - 4, file.IndexOf("mdat"u8) - 4);
        return (Cut(file, configuration), Cut(file, data)[8..]);
    }

    private static byte[] Cut(ReadOnlySpan<byte> file, int box) =>
        file.Slice(box, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file[box..])).ToArray();

    private static byte[] Nested(int depth)
    {
        byte[] inner = [];
        for (var i = 0; i < depth; i++)
            inner = FullBox("meta", inner);
        return inner;
    }

    private static byte[] Item(int id, string type) =>
        FullBox("infe", [.. Bytes.Two(id), 0, 0, .. type.Select(letter => (byte)letter), 0], version: 2);

    private static byte[] FullBox(string type, byte[] content, byte version = 0) => Box(type, [version, 0, 0, 0, .. content]);

    private static byte[] Box(string type, byte[] content) =>
        [.. Bytes.Four(content.Length + 8), .. type.Select(letter => (byte)letter), .. content];
}
