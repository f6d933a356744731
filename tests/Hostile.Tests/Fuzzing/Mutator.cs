using System.Text;

namespace Engram.Hostile.Tests.Fuzzing;

/// <summary>Creates almost valid inputs: seeds with some bytes changed, moved, repeated, or mixed with another seed's.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private const int MaxBytes = 256 << 10;
    private const int MaxMutations = 8;

    // Tokens that often break parsers of JSON, XML, CSV, MIME and numbers.
    private static readonly byte[][] Tokens =
    [
        .. ((string[])
        [
            "null", "true", "[]", "{}", "\"", "\\u0000", "\\ud800", "\\udc00", "1e999", "-1e-999", "-0", "9223372036854775808",
            "0x7f", "NaN",
            "18446744073709551616", "0.0000000000000000000000000000000000001", "\"\":", ",", ",,", "]", "}", "\n",
            "\r\n", "\r\r", "\u2028", "\ufeff",
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>", "<![CDATA[", "]]>", "&#0;", "&#x110000;",
            "&b;", "<?xml version=\"1.1\"?>",
            "xmlns:a=\"", "</", "<", ">", "\"\"", "\"\"\"", "=cmd|' /C calc'!A0", "--b", "--b--",
            "Content-Disposition: form-data; name=\"text\"",
            "Content-Transfer-Encoding: base64", "filename*=UTF-8''%ff", "%00", "../../", "${jndi:ldap://x}", "\u202e",
            "\u200d", "e\u0301\u0301\u0301",
            "data:image/png;base64,", "http://127.0.0.1/", "file:///etc/passwd",
        ]).Select(Encoding.UTF8.GetBytes),
        [0xC0, 0xAF], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x00], [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD],
        [0xFF, 0xD8, 0xFF, 0xDA],
        [0x00, 0x00, 0x00, 0x00], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0x00, 0x00, 0x00],
        [.. Enumerable.Repeat((byte)'[', 500)], [.. Enumerable.Repeat((byte)'{', 300)], [.. Enumerable.Repeat((byte)'9', 400)],
        [.. Enumerable.Repeat("<a>"u8.ToArray(), 300).SelectMany(bytes => bytes)],
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var bytes = seeds[_random.Next(seeds.Count)].ToList();
        for (var left = 1 + _random.Next(MaxMutations); left > 0; left--)
            Mutate(bytes);
        return [.. bytes.Take(MaxBytes)];
    }

    private void Mutate(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 + _random.Next(_random.Next(2) == 0 ? 8 : 512));
        switch (_random.Next(8))
        {
            case 0 when length > 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when length > 0:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                var other = seeds[_random.Next(seeds.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(Math.Min(other.Length, _random.Next(other.Length + 1))));
                break;
            default:
                bytes.InsertRange(at, Tokens[_random.Next(Tokens.Length)]);
                break;
        }
    }
}
