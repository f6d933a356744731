using System.Globalization;
using System.Text;
using Engram.Text.Entities;
using Engram.Text.Languages;

namespace Engram.Text.Posts;

/// <summary>A token and its place in the clean text.</summary>
internal readonly record struct PostPiece(TokenKind Kind, int Start, int Length, string Surface, string Normalized);

/// <summary>Splits a clean text into tokens in one pass.</summary>
/// <param name="text">The clean text.</param>
internal sealed class PostScanner(string text)
{
    // Faces beyond the papers' emoticons, with brackets and bars as cleaning leaves them.
    private static readonly string[] Faces = ["¯\\_(ツ)_/¯", "(╯°□°)╯︵ ┻━┻", "</3", "<3", "^_^", ">_<", "-_-", "T_T", "o_O", "O_o"];

    private readonly IReadOnlyList<Entity> _entities = EntityFinder.Find(text);
    private readonly List<PostPiece> _pieces = [];
    private int _at;
    private int _entity;

    public List<PostPiece> Scan()
    {
        while (_at < text.Length)
            _at += Tokenizer.IsVisible(text, _at) ? Read() : 1;
        return _pieces;
    }

    /// <summary>Adds the token that starts here and returns its length in chars.</summary>
    private int Read()
    {
        var rest = text.AsSpan(_at);
        var previous = _at == 0 ? ' ' : text[_at - 1];
        if (ReadEntity() is var entity and > 0)
            return entity;
        if (Tokenizer.MarkLength(text, _at) is var mark and > 0)
            return Add(KindOfMark(rest[..mark]), mark);
        if (!Quantities.IsWordChar(previous) && ReadAddress(rest) is var address and > 0)
            return address;
        if (PictureLength(rest, previous) is var picture and > 0)
            return Add(TokenKind.Emoji, picture);
        if (Quantities.Match(rest, previous).Length is var quantity and > 0)
            return Add(TokenKind.Number, quantity);
        if (SpacelessLength() is var run and > 0)
            return ReadSpaceless(run);
        if (WordLength() is var word and > 0)
            return ReadWord(word);
        return Add(TokenKind.Punctuation, PunctuationLength(rest));
    }

    private int ReadEntity()
    {
        while (_entity < _entities.Count && _entities[_entity].Start < _at)
            _entity++;
        if (_entity == _entities.Count || _entities[_entity].Start != _at)
            return 0;
        var found = _entities[_entity];
        return found.Kind switch
        {
            EntityKind.Hashtag => Add(TokenKind.Hashtag, found.Length, string.Join(' ', Hashtag.Words(found.Text))),
            EntityKind.Mention => Add(TokenKind.Mention, found.Length),
            EntityKind.Cashtag => Add(TokenKind.Cashtag, found.Length),
            _ => Add(TokenKind.Url, found.Length, found.Text),
        };
    }

    /// <summary>
    /// Addresses that platforms do not link: other schemes and hosts, e-mail, users of other servers (<c>@user@server.org</c>).
    /// </summary>
    private int ReadAddress(ReadOnlySpan<char> rest)
    {
        if (Addresses.UrlLength(rest) is var url and > 0)
            return Add(TokenKind.Url, url, rest[..url].ToString());
        if (Addresses.EmailLength(rest) is var email and > 0)
            return Add(TokenKind.Url, email);
        return rest[0] == '@' && Addresses.EmailLength(rest[1..]) is var user and > 0 ? Add(TokenKind.Mention, 1 + user) : 0;
    }

    private static TokenKind KindOfMark(ReadOnlySpan<char> mark) => mark switch
    {
        "<url>" or "<email>" => TokenKind.Url,
        "<user>" => TokenKind.Mention,
        "<number>" or "<percent>" or "<money>" or "<phone>" or "<time>" or "<date>" => TokenKind.Number,
        "<happy>" or "<sad>" or "<wink>" or "<laugh>" or "<tong>" or "<surprise>" or "<annoyed>" or "<kiss>" => TokenKind.Emoji,
        _ => TokenKind.Punctuation,
    };

    private int PictureLength(ReadOnlySpan<char> rest, char previous)
    {
        if (Emoji.Length(text, _at) is var emoji and > 0)
            return emoji;
        foreach (var face in Faces)
        {
            if (rest.StartsWith(face, StringComparison.Ordinal) && !Quantities.IsWordChar(previous)
                && !Quantities.IsWordChar(Quantities.At(rest, face.Length)))
                return face.Length;
        }

        return Emoticons.Match(rest, previous).Length;
    }

    private int SpacelessLength()
    {
        var end = _at;
        while (end < text.Length && Rune.TryGetRuneAt(text, end, out var rune)
            && (Scripts.IsSpaceless(rune) || (end > _at && IsMark(rune))))
            end += rune.Utf16SequenceLength;
        return end - _at;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private int ReadSpaceless(int length)
    {
        var start = _at;
        foreach (var word in WordBreaker.Lengths(text.Substring(_at, length)))
        {
            Add(Hashtag.HasLetterOrDigit(text.AsSpan(_at, word)) ? TokenKind.Word : TokenKind.Punctuation, word);
            _at += word;
        }

        _at = start;
        return length;
    }

    /// <summary>
    /// Length of a word: with apostrophes inside (<c>don't</c>), with letters replaced by asterisks, or letters with points
    /// (<c>U.S.A.</c>).
    /// </summary>
    private int WordLength()
    {
        if (AcronymLength() is var acronym and > 0)
            return acronym;
        if (TweetScanner.CensoredLength(text, _at) is var censored and > 0)
            return censored;
        var end = _at + PlainWordLength(_at);
        while (end > _at && end + 1 < text.Length && text[end] is '\'' or '’' && char.IsLetter(text[end - 1])
            && char.IsLetter(text[end + 1]) && PlainWordLength(end + 1) is var part and > 0)
            end += 1 + part;
        return end - _at;
    }

    private int PlainWordLength(int start)
    {
        var end = start + Tokenizer.WordLength(text, start);
        for (var at = start; at < end; at++)
        {
            if (Scripts.IsSpaceless(text[at]))
                return at - start;
        }

        return end - start;
    }

    private int AcronymLength()
    {
        var at = _at;
        while (at + 1 < text.Length && char.IsAsciiLetter(text[at]) && text[at + 1] == '.')
            at += 2;
        if (at - _at < 4)
            return at - _at == 2 && IsLoneLetter(at) ? 3 : 0;
        return IsLoneLetter(at) ? at + 1 - _at : at - _at;
    }

    private bool IsLoneLetter(int at) =>
        at < text.Length && char.IsAsciiLetter(text[at]) && !Quantities.IsWordChar(Quantities.At(text, at + 1));

    private int ReadWord(int length)
    {
        var word = text.Substring(_at, length);
        return word.Any(char.IsLetter) ? Add(TokenKind.Word, length, Normalize(word)) : Add(TokenKind.Number, length);
    }

    private static string Normalize(string word)
    {
        var lower = CleanText.Compose(word.ToLowerInvariant()).Replace('’', '\'');
        if (!lower.Any(char.IsDigit))
            lower = lower.Replace(".", "", StringComparison.Ordinal);
        return Elongation.IsStretched(lower) ? Elongation.Correct(lower) : lower;
    }

    /// <summary>Length of a run of one sign, such as <c>!!!</c>.</summary>
    private int PunctuationLength(ReadOnlySpan<char> rest)
    {
        var length = Tokenizer.SymbolLength(text, _at);
        return length > 1 ? length : rest.IndexOfAnyExcept(rest[0]) is var end and > 0 ? end : rest.Length;
    }

    private int Add(TokenKind kind, int length, string? normalized = null)
    {
        var surface = text.Substring(_at, length);
        _pieces.Add(new PostPiece(kind, _at, length, surface, normalized ?? CleanText.Compose(surface.ToLowerInvariant())));
        return length;
    }
}
