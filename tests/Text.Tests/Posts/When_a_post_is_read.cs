using Engram.Text.Posts;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.Text.Tests.Posts;

/// <summary><see cref="PostText"/>.</summary>
public sealed class When_a_post_is_read
{
    private const int Posts = 10_000;

    private static readonly Gen<string> AnyPost = Gen.OneOf(
        Gen.ArrayOf(Gen.Elements(
            " ", "a", "B", "é", "e\u0301", "'", ".", "/", "#tag", "@user", "@a.social", "$ABC", "example.com", "http://", "&amp;", "<p>",
                "<3", "<url>", "12", "5%", "猫", "แมว",
            "\u200B", "\u200D", "\uFE0F", "👩", "🇩", "🇪", "1\uFE0F\u20E3", "𝐀", "\u0301", ":)", "!!", "\uD83D", "\u0000"))
                .Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    [Theory]
    [InlineData("Don’t miss U.S. v2.0 F**K sooooo", "Word:don't Word:miss Word:us Word:v2.0 Word:f**k Word:so")]
    [InlineData("#BLACKLIVESMATTER #ClimateAction2030 #ISIS", "Hashtag:black lives matter Hashtag:climate action 2030 Hashtag:isis")]
    [InlineData("@Me @me@server.social me@example.org $AAPL up 5%",
        "Mention:@me Mention:@me@server.social Url:me@example.org Cashtag:$aapl Word:up Number:5%")]
    [InlineData("bit.ly/2Abc http://例え.テスト/q ftp://example.com/F", "Url:bit.ly/2Abc Url:http://例え.テスト/q Url:ftp://example.com/F")]
    [InlineData("<user> says <number> <happy> <censored>", "Mention:<user> Word:says Number:<number> Emoji:<happy> Punctuation:<censored>")]
    [InlineData("🇩🇪🇫🇷 👍🏽 👩‍👩‍👧 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 :) <3 ¯\\_(ツ)_/¯",
        "Emoji:🇩🇪 Emoji:🇫🇷 Emoji:👍🏽 Emoji:👩‍👩‍👧 Emoji:1️⃣ Emoji:🏴󠁧󠁢󠁷󠁬󠁳󠁿 Emoji::) Emoji:<3 Emoji:¯\\_(ツ)_/¯")]
    [InlineData("10th 4K 24/7 $4.5k 7pm 12345 !!! …",
        "Word:10th Word:4k Number:24 Punctuation:/ Number:7 Number:$4.5k Number:7pm Number:12345 Punctuation:!!! Punctuation:…")]
    [InlineData("京都の桜がとても綺麗", "Word:京都 Word:の Word:桜 Word:が Word:とても Word:綺麗")]
    [InlineData("昨天上海下雪了", "Word:昨天 Word:上海 Word:下雪 Word:了")]
    [InlineData("ฉันรักแมว iPhoneสวย", "Word:ฉัน Word:รัก Word:แมว Word:iphone Word:สวย")]
    [InlineData("ແມວນອນ ឆ្មាដេក ကြောင်", "Word:ແມວ Word:ນອນ Word:ឆ្មា Word:ដេក Word:ကြောင်")]
    [InlineData("", "")]
    public void Should_tell_its_tokens_apart(string post, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', PostText.Read(post).Tokens.Select(token => $"{token.Kind}:{token.Normalized}")));

    [Theory]
    [InlineData("Das Spiel 東京タワー", "de", "de de ja")]
    [InlineData("今日は東京 ไทย", null, "ja ja ja th")]
    [InlineData("北京下雪", null, "zh zh")]
    [InlineData("한국어는 어려워 ok", null, "ko ko ko")]
    [InlineData("two words", null, " ")]
    [InlineData("two words", "und", " ")]
    public void Should_know_the_language_of_each_word(string post, string? declared, string languages) =>
        Assert.Equal(languages, string.Join(' ', PostText.Read(post, declared).Tokens.Select(token => token.Language)));

    [Fact]
    public void Should_keep_each_token_at_its_place_in_the_original()
    {
        const string post = "<p>𝓕𝓪𝓷𝓬𝔂 caf&eacute; #<span>tag</span> so\u00ADft</p>";

        var places = PostText.Read(post).Tokens.Select(token => post.Substring(token.Start, token.Length));

        Assert.Equal(["𝓕𝓪𝓷𝓬𝔂", "caf&eacute;", "#<span>tag", "so\u00ADft"], places);
    }

    [Fact]
    public void Should_put_tokens_in_order_whatever_the_text() => Holds(post =>
    {
        var tokens = PostText.Read(post).Tokens;
        return tokens.All(token => token.Length > 0 && token.End <= post.Length && token.Surface.Length > 0)
            && tokens.Zip(tokens.Skip(1)).All(pair => pair.First.End <= pair.Second.Start || pair.First.Start == pair.Second.Start);
    });

    [Fact]
    public void Should_give_the_networks_the_words_they_were_trained_on() =>
        Holds(post => PostText.Read(post).NetworkTokens.SequenceEqual(TweetNormalizer.Tokens(post)));

    // 500,000 chars: a reader that is not linear in the length takes minutes per case.
    [Theory]
    [InlineData("a.")]
    [InlineData("a.com/(")]
    [InlineData(",a.com?!")]
    [InlineData("http://")]
    [InlineData("http://日")]
    [InlineData("http://a@")]
    [InlineData("@a")]
    [InlineData("@a@")]
    [InlineData("#a://")]
    [InlineData("$a.")]
    [InlineData("<a ")]
    [InlineData("<a x=\"")]
    [InlineData("&a")]
    [InlineData("a\u0301\u0323")]
    [InlineData("\u0301\u0323")]
    [InlineData("\u05B0\u05BC")]
    [InlineData("👩\u200D")]
    [InlineData("🇩")]
    [InlineData("\u200B")]
    [InlineData("猫")]
    [InlineData("แมว")]
    [InlineData("a'")]
    [InlineData("a*")]
    public void Should_end_on_a_long_repetition(string piece)
    {
        var post = string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length)) + " end";
        Assert.Equal("end", PostText.Read(post).Tokens[^1].Normalized);
    }

    private static void Holds(Func<string, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Posts).WithEndSize(40), Prop.ForAll(Arb.From(AnyPost), holds));
}
