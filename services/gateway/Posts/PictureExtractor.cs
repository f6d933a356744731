using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Http;
using Engram.Gateway.Pictures;

namespace Engram.Gateway.Posts;

/// <summary>
/// Extracts the pictures from a post's JSON as it arrives: decodes each member 'base64' into a file and puts the
/// picture's SHA-256, in base64, in its place. The remaining JSON is small, whatever the picture's size. Does not
/// validate: errors in the JSON stay for the JSON reader.
/// </summary>
internal sealed class PictureExtractor(PictureFiles files, int maxJsonBytes) : IDisposable
{
    private const string Member = "base64";
    private const int LongestMember = 36; // each of the six characters as \uXXXX
    private const int EncodedBytes = 64 << 10;
    private const int DecodedBytes = EncodedBytes / 4 * 3;
    private const int ShortEscape = 2; // \n
    private const int LongEscape = 6; // \u000A

    // Stands in for base64 that is not valid, so that the JSON reader rejects it as it would reject the original.
    private static readonly byte[] NoBase64 = "*"u8.ToArray();
    private static readonly SearchValues<byte> PictureEnds = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(control => (byte)control)]);

    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly List<byte> _escape = [];
    private readonly List<PictureContent> _pictures = [];
    private Place _place;
    private bool _isEscaped;
    private bool _isPictureNext;
    private int _textStart;
    private byte[]? _encoded;
    private byte[]? _decoded;
    private int _encodedBytes;
    private PictureWriter? _picture;
    private byte[]? _fault;

    private enum Place
    {
        BetweenTexts,
        InText,
        InPicture,
    }

    public ReadOnlySpan<byte> Json => _json.WrittenSpan;

    public IReadOnlyList<PictureContent> Pictures => _pictures;

    /// <exception cref="ProblemException">The JSON beside the pictures is too long, or a picture cannot be stored.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            piece = _place switch
            {
                Place.InText => AppendText(piece),
                Place.InPicture => AppendPicture(piece),
                _ => AppendBetween(piece),
            };
        }
    }

    /// <summary>Adds a picture that arrived in another way.</summary>
    public void Add(PictureContent picture) => _pictures.Add(picture);

    public void Dispose()
    {
        _picture?.Dispose();
        foreach (var picture in _pictures)
            picture.Dispose();
        if (_encoded is null)
            return;
        ArrayPool<byte>.Shared.Return(_encoded);
        ArrayPool<byte>.Shared.Return(_decoded!);
        _encoded = null;
    }

    private ReadOnlySpan<byte> AppendBetween(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            switch (piece[i])
            {
                case (byte)'"':
                    Keep(piece[..(i + 1)]);
                    BeginText();
                    return piece[(i + 1)..];
                case (byte)':':
                    Keep(piece[..(i + 1)]);
                    _isPictureNext = IsPictureMember();
                    return piece[(i + 1)..];
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    break;
                default:
                    _isPictureNext = false;
                    break;
            }
        }

        Keep(piece);
        return [];
    }

    private void BeginText()
    {
        // A picture above the limit is rejected later because of the count, so do not decode it.
        _place = _isPictureNext && _pictures.Count < PostLimits.MaxPictures ? Place.InPicture : Place.InText;
        _isPictureNext = false;
        _textStart = _json.WrittenCount - 1;
        _encodedBytes = 0;
        _fault = null;
    }

    /// <summary>Whether the text before a colon is the member 'base64' by the JSON reader's rules: in any case, escaped or not.</summary>
    private bool IsPictureMember()
    {
        var text = _json.WrittenSpan[_textStart..^1].TrimEnd(" \t\r\n"u8);
        if (text.Length < Member.Length + 2 || text.Length > LongestMember + 2)
            return false;
        try
        {
            var reader = new Utf8JsonReader(text);
            return reader.Read() && reader.TokenType == JsonTokenType.String
                && string.Equals(reader.GetString(), Member, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private ReadOnlySpan<byte> AppendText(ReadOnlySpan<byte> piece)
    {
        var end = _isEscaped ? 0 : piece.IndexOfAny((byte)'"', (byte)'\\');
        var kept = end < 0 ? piece : piece[..(end + 1)];
        Keep(kept);
        if (end < 0)
            return [];
        if (!_isEscaped && piece[end] == '"')
            _place = Place.BetweenTexts;
        _isEscaped = !_isEscaped && piece[end] == '\\';
        return piece[kept.Length..];
    }

    private ReadOnlySpan<byte> AppendPicture(ReadOnlySpan<byte> piece)
    {
        if (_escape.Count > 0)
        {
            AppendEscape(piece[0]);
            return piece[1..];
        }

        var end = piece.IndexOfAny(PictureEnds);
        Decode(end < 0 ? piece : piece[..end]);
        if (end < 0)
            return [];
        if (piece[end] == '"')
            EndPicture();
        else if (piece[end] == '\\')
            _escape.Add((byte)'\\');
        else
            _fault ??= [piece[end]];
        return piece[(end + 1)..];
    }

    private void AppendEscape(byte next)
    {
        _escape.Add(next);
        var length = _escape[1] == 'u' ? LongEscape : ShortEscape;
        // The closing quote also ends a broken escape.
        if (_escape.Count < length && next != '"')
            return;
        if (Unescape() is { } character)
            Decode([character]);
        else
            _fault ??= [.. _escape.Where(part => part != '"')];
        _escape.Clear();
        if (length == LongEscape && next == '"')
            EndPicture();
    }

    /// <summary>Returns the byte that an escape stands for, '*' if it stands for a character that base64 does
    /// not use; null if the escape is not valid.</summary>
    private byte? Unescape()
    {
        if (_escape[1] != 'u')
            return _escape[1] switch
            {
                (byte)'n' or (byte)'r' or (byte)'t' => (byte)' ',
                (byte)'b' or (byte)'f' or (byte)'"' or (byte)'\\' => NoBase64[0],
                (byte)'/' => (byte)'/',
                _ => null,
            };
        Span<char> digits = stackalloc char[LongEscape - ShortEscape];
        for (var i = 0; i < digits.Length; i++)
            digits[i] = i + ShortEscape < _escape.Count ? (char)_escape[i + ShortEscape] : ' ';
        if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var character))
            return null;
        return character < 0x80 ? (byte)character : NoBase64[0];
    }

    private void Decode(ReadOnlySpan<byte> run)
    {
        _encoded ??= ArrayPool<byte>.Shared.Rent(EncodedBytes);
        _decoded ??= ArrayPool<byte>.Shared.Rent(DecodedBytes);
        while (!run.IsEmpty && _fault is null)
        {
            var taken = Math.Min(run.Length, EncodedBytes - _encodedBytes);
            run[..taken].CopyTo(_encoded.AsSpan(_encodedBytes));
            _encodedBytes += taken;
            run = run[taken..];
            if (_encodedBytes == EncodedBytes)
                Flush(isLast: false);
        }
    }

    private void Flush(bool isLast)
    {
        var encoded = _encoded.AsSpan(0, _encodedBytes);
        // Padding may be only at the end.
        var padding = isLast ? -1 : encoded.IndexOf((byte)'=');
        var status = Base64.DecodeFromUtf8(
            padding < 0 ? encoded : encoded[..padding], _decoded.AsSpan(0, DecodedBytes), out var consumed, out var written, isLast);
        if (status == OperationStatus.InvalidData || (isLast ? status != OperationStatus.Done : consumed == 0))
        {
            _fault ??= NoBase64;
            return;
        }

        (_picture ??= files.Create()).Write(_decoded.AsSpan(0, written));
        encoded[consumed..].CopyTo(encoded);
        _encodedBytes -= consumed;
    }

    private void EndPicture()
    {
        _place = Place.BetweenTexts;
        if (_fault is null && _encodedBytes > 0)
            Flush(isLast: true);
        if (_fault is null && _picture is { Length: > 0 })
        {
            var picture = _picture.Complete();
            _pictures.Add(picture);
            Keep(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(picture.Digest.Span)));
        }

        _picture?.Dispose();
        _picture = null;
        Keep(_fault ?? []);
        Keep("\""u8);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_json.WrittenCount + bytes.Length > maxJsonBytes)
            throw new ProblemException(Problems.TooLarge($"There are more than {maxJsonBytes} bytes beside the pictures."));
        _json.Write(bytes);
    }
}
