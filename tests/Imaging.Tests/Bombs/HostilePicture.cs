namespace Engram.Imaging.Tests.Bombs;

/// <summary>A file that tries to cost its reader more than its bytes suggest, or to confuse it; made when it is asked for.</summary>
internal sealed record HostilePicture(string Name, Func<byte[]> Create)
{
    public override string ToString() => Name;
}
