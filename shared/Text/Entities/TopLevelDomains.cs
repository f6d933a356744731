using System.Collections.Frozen;

namespace Engram.Text.Entities;

/// <summary>The top-level domains of IANA's root zone; <c>tlds.txt</c> lists them in their own script, lower case.</summary>
internal static class TopLevelDomains
{
    private const string Resource = "tlds.txt";
    private const string EncodedPrefix = "xn--";

    private static readonly FrozenSet<string> All = Read();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AllBySpan = All.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly int Longest = All.Max(domain => domain.Length);

    /// <summary>
    /// Length in chars of the top-level domain at the start of a label; 0 when there is none. It must not be followed by an ASCII letter,
    /// digit or <c>@</c>, but other text may follow without a space: <c>comテスト</c> starts with <c>com</c>.
    /// </summary>
    public static int PrefixLength(ReadOnlySpan<char> label)
    {
        if (label.StartsWith(EncodedPrefix, StringComparison.OrdinalIgnoreCase))
            return EncodedLength(label);
        Span<char> lower = stackalloc char[Longest];
        var length = Math.Min(label.Length, Longest);
        label[..length].ToLowerInvariant(lower);
        for (; length >= 2; length--)
        {
            if ((length == label.Length || !(char.IsAsciiLetterOrDigit(label[length]) || label[length] == '@'))
                && AllBySpan.Contains(lower[..length]))
                return length;
        }

        return 0;
    }

    private static int EncodedLength(ReadOnlySpan<char> label)
    {
        var length = EncodedPrefix.Length;
        while (length < label.Length && (char.IsAsciiLetterOrDigit(label[length]) || label[length] == '-'))
            length++;
        return length > EncodedPrefix.Length && (length == label.Length || label[length] != '@') ? length : 0;
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(TopLevelDomains).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
