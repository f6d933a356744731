using System.Text;

namespace Engram.Text;

/// <summary>FNV-1a over UTF-8: the same on every machine, unlike string.GetHashCode. Models depend on it, so it must not change.</summary>
public static class StableHash
{
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ octet) * 16777619u);
        return hash;
    }
}
