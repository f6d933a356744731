using Engram.Text.Entities;
using Engram.Text.Posts;

namespace Engram.Text;

/// <summary>Reads a tweet from start to end and emits the tokens of the papers' tweets.</summary>
/// <param name="text">Clean text with plain quotes and dashes.</param>
/// <param name="urls">Finds the links of the text.</param>
internal sealed class TweetScanner(string text, UrlScanner urls)
{
    private const string EmphasisMark = "<emphasis>";

    private readonly List<string> _tokens = new(text.Length / 5 + 1);
    private int _at;

    public IReadOnlyList<string> Scan()
    {
        while (_at < text.Length)
            _at += Read();
        return _tokens;
    }

    /// <summary>Length in chars of a censored word, such as <c>f**k</c>, at <paramref name="start"/>; 0 when there is none.</summary>
    public static int CensoredLength(string text, int start = 0)
    {
        var head = Tokenizer.WordLength(text, start);
        var stars = start + head;
        while (head > 0 && stars < text.Length && text[stars] == '*')
            stars++;
        var tail = stars > start + head ? Tokenizer.WordLength(text, stars) : 0;
        return tail > 0 ? stars + tail - start : 0;
    }

    /// <summary>Emits the tokens of the next piece of text and returns its length in chars.</summary>
    private int Read()
    {
        var rest = text.AsSpan(_at);
        var previous = _at == 0 ? ' ' : text[_at - 1];
        if (!Quantities.IsWordChar(previous) && ReadAddress(rest, previous) is var address and > 0)
            return address;
        if (urls.Length(_at) is var url and > 0)
            return Write(url, "<url>");
        if (Emoji.Length(text, _at) is var emoji and > 0)
            return Write(emoji, text.Substring(_at, emoji));
        if (Quantities.Match(rest, previous) is { Length: > 0 } quantity)
            return Write(quantity.Length, quantity.Text);
        if (Emoticons.Match(rest, previous) is { Length: > 0 } face)
            return Write(face.Length, face.Text);
        if (Quantities.DigitsLength(rest) is var digits and > 0)
            return WriteDigits(digits);
        if (rest[0] == '*' && Tokenizer.WordLength(text, _at + 1) is var emphasised and > 0 && Quantities.At(rest, emphasised + 1) == '*')
            return ReadEmphasis(emphasised);
        if (Tokenizer.WordLength(text, _at) > 0)
            return ReadWord(rest);
        return rest[0] is '!' or '?' or '.' ? ReadStops(rest) : ReadSign(rest);
    }

    private int ReadAddress(ReadOnlySpan<char> rest, char previous)
    {
        if (Tokenizer.MarkLength(text, _at) is var mark and > 0)
            return Write(mark, rest[..mark].ToString());
        if (Addresses.UrlLength(rest) is var url and > 0)
            return Write(url, "<url>");
        if (Addresses.EmailLength(rest) is var email and > 0)
            return Write(email, "<email>");
        if (Addresses.UserLength(rest) is var user and > 0)
            return Write(user, "<user>");
        if (previous == '&' || Hashtag.Length(rest) is not (var hashtag and > 0))
            return 0;
        foreach (var word in Hashtag.Words(rest[..hashtag]))
            WriteHashtagWord(word);
        return hashtag;
    }

    /// <summary>Reads one word, expanding a contraction and keeping a censored word as written.</summary>
    private int ReadWord(ReadOnlySpan<char> rest)
    {
        if (CensoredLength(text, _at) is var censored and > 0)
        {
            WriteLower(rest[..censored].ToString());
            return Write(censored, NormalTokens.CensoredMark);
        }

        var word = WordLengthAt(_at);
        var apostrophe = _at + word;
        if (apostrophe < text.Length && text[apostrophe] == '\'' && word < Contractions.Longest)
        {
            var full = word + 1 + WordLengthAt(apostrophe + 1);
            if (full <= Contractions.Longest && Contractions.Unpack(rest[..full].ToString().ToLowerInvariant()) is { } words)
            {
                _tokens.AddRange(words);
                return full;
            }
        }

        WriteLower(rest[..word].ToString());
        return word;
    }

    private int ReadEmphasis(int word)
    {
        foreach (var token in TweetNormalizer.Scan(text.Substring(_at + 1, word)))
            _tokens.Add(token);
        return Write(word + 2, EmphasisMark);
    }

    /// <summary>A run of stops: emits each kind once, in the order of the released normalizer.</summary>
    private int ReadStops(ReadOnlySpan<char> rest)
    {
        var run = rest.IndexOfAnyExcept("!?.") is var end and >= 0 ? end : rest.Length;
        foreach (var stop in "?.!")
        {
            if (rest[..run].Contains(stop))
                _tokens.Add(stop.ToString());
        }

        return run;
    }

    private int ReadSign(ReadOnlySpan<char> rest)
    {
        var length = NormalTokens.IsPair(rest) ? 2 : Tokenizer.SymbolLength(text, _at);
        if (Tokenizer.IsVisible(text, _at))
            WriteLower(rest[..length].ToString());
        return length;
    }

    /// <summary>Length in chars of the word at an index, up to a point or comma between digits: what follows is another number.</summary>
    private int WordLengthAt(int start)
    {
        var length = Tokenizer.WordLength(text, start);
        var stop = text.AsSpan(start, length).IndexOfAny('.', ',');
        return stop < 0 ? length : stop;
    }

    /// <summary>Emits a hashtag's word. Numbers stay whole here; other text is split into words and symbols as elsewhere.</summary>
    private void WriteHashtagWord(string word)
    {
        for (var at = 0; at < word.Length;)
        {
            var length = Quantities.DigitsLength(word.AsSpan(at));
            if (length == 0)
                length = Tokenizer.WordLength(word, at);
            if (length == 0)
                length = Tokenizer.SymbolLength(word, at);
            if (Tokenizer.IsVisible(word, at))
                WriteLower(word.Substring(at, length));
            at += length;
        }
    }

    private int WriteDigits(int length)
    {
        foreach (var digit in text.AsSpan(_at, length))
            _tokens.Add(digit.ToString());
        return length;
    }

    private int Write(int length, string token)
    {
        _tokens.Add(token);
        return length;
    }

    private void WriteLower(string token)
    {
        var lower = CleanText.Compose(token.ToLowerInvariant());
        _tokens.Add(Elongation.IsStretched(lower) ? Elongation.Correct(lower) : lower);
    }
}
