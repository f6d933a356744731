using Engram.Text.Posts;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.Text.Tests;

/// <summary>Properties of <see cref="TweetNormalizer"/> for random and very long texts.</summary>
public sealed class When_any_text_is_normalized
{
    private const int Texts = 10_000;

    // Everything the rules match, concatenated in random order, so that rules interact.
    private static readonly string[] Pieces =
    [
        " ", "  ", "\n", "\u00A0", "a", "B", "not", "don", "'t", "'", "n't", "sooo", "OOO", "x", "may", "June", "1", "0", "19", "2019",
        "555", "1234", ".", ",", ":",
        "-", "/", "(", ")", "+", "*", "**", "!", "?", "$", "€", "%", "#", "＃", "@", "_", "&", "&amp;", "&lt;", "<", ">", "<url>", "<unk>",
        "http://", "www.", "am", " pm",
        "th", ":)", ":D", "=", ";", "|", "||", "^", "\\", "\"", "’", "…", "é", "e\u0301", "\u0301", "I\u0307", "İ", "ß", "ﬁ", "Σ", "ǅ",
        "𝐀", "猫", "か", "٣", "م\u200Cی",
        "\u200C", "\u200D", "\uFE0F", "👩", "👍🏽", "🏽", "❤", "·", "・", "\u0000", "\u001F", "\uFEFF", "\u00AD", "\uD83D", "\uDC00", "\uE000",
    ];

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.ArrayOf(Gen.Elements(Pieces)).Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    [Fact]
    public void Should_change_nothing_the_second_time() => Holds(text =>
    {
        var once = TweetNormalizer.Tokens(text);
        return once.SequenceEqual(TweetNormalizer.Tokens(string.Join(' ', once)));
    });

    [Fact]
    public void Should_drop_a_joiner_that_joins_nothing() =>
        Assert.DoesNotContain("\u200D", TweetNormalizer.Normalize("🏽\u200D\uFE0F!"), StringComparison.Ordinal);

    [Fact]
    public void Should_give_small_letters_without_white_space() => Holds(text => TweetNormalizer.Tokens(text).All(token =>
        token.Length > 0 && !token.Any(char.IsWhiteSpace) && token.ToLowerInvariant().Equals(token, StringComparison.Ordinal)));

    [Fact]
    public void Should_give_composed_letters() => Holds(text => TweetNormalizer.Tokens(text).All(token =>
        CleanText.Compose(token) == token));

    [Fact]
    public void Should_be_the_only_spelling_of_a_picture_text_too() => Holds(text =>
    {
        var words = PictureWords.Clean(text, _ => true);
        return words.SequenceEqual(PictureWords.Clean(string.Join(' ', words), _ => true));
    });

    [Fact]
    public void Should_give_hashtags_of_what_hashtags_may_hold() => Holds(text =>
        Hashtag.FromPhrase(text) is var hashtag && (hashtag.Length == 0 || Hashtag.Length(hashtag) == hashtag.Length));

    // A million chars: a normalizer that is not linear in the length does not end within an hour.
    [Theory]
    [InlineData("a")]
    [InlineData("a@")]
    [InlineData("@")]
    [InlineData("#a")]
    [InlineData("#")]
    [InlineData("1.")]
    [InlineData("1,")]
    [InlineData("9")]
    [InlineData("+1 ")]
    [InlineData("(5")]
    [InlineData("*a")]
    [InlineData("a*")]
    [InlineData("a'")]
    [InlineData("!?")]
    [InlineData("<")]
    [InlineData("<a")]
    [InlineData("&")]
    [InlineData("http://")]
    [InlineData("June 1, ")]
    [InlineData("e\u0301")]
    [InlineData("\u0301")]
    [InlineData("\u200D")]
    [InlineData("aabb")]
    [InlineData("aaabbb")]
    public void Should_end_on_a_long_repetition(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)) + "Z";
        Assert.True(TweetNormalizer.Tokens(text)[^1] is "<url>" or "<user>" or [.., 'z']);
    }

    private static void Holds(Func<string, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Texts).WithEndSize(40), Prop.ForAll(Arb.From(AnyText), holds));
}
