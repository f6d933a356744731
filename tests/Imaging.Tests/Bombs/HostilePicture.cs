namespace Engram.Imaging.Tests.Bombs;

/// <summary>A file that costs its reader more than its size suggests, or confuses it. Created on demand.</summary>
internal sealed record HostilePicture(string Name, Func<byte[]> Create)
{
    public override string ToString() => Name;
}
