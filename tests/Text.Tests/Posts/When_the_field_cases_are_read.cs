using System.Text.Json;
using Engram.Text.Languages;
using Engram.Text.Posts;

namespace Engram.Text.Tests.Posts;

/// <summary>Posts that earlier versions read wrongly, from the evaluation data.</summary>
public sealed class When_the_field_cases_are_read
{
    [Theory]
    [InlineData("c01", TokenKind.Mention)]
    [InlineData("c02", TokenKind.Url)]
    [InlineData("c03", TokenKind.Punctuation)]
    [InlineData("c05", TokenKind.Number)]
    public void Should_find_no_word_where_there_is_none(string id, TokenKind only) => Assert.All(Read(id).Tokens, token =>
        Assert.Equal(only, token.Kind));

    [Theory]
    [InlineData("c04", TokenKind.Word, "rt breaking news via")]
    [InlineData("c06", TokenKind.Word, "tom jerry you me")]
    [InlineData("c06", TokenKind.Emoji, "<3")]
    [InlineData("c07", TokenKind.Hashtag, "black lives matter")]
    [InlineData("c08", TokenKind.Emoji, "🇩🇪 🇫🇷 👍🏽")]
    [InlineData("c09", TokenKind.Word, "fancy text about football")]
    [InlineData("c10", TokenKind.Word, "softhyphen in a word")]
    [InlineData("c11", TokenKind.Cashtag, "$aapl")]
    [InlineData("c11", TokenKind.Number, "5%")]
    [InlineData("c12", TokenKind.Url, "bit.ly/2abc example.com/foo")]
    [InlineData("c17", TokenKind.Word, "sourdough at last it is good")]
    [InlineData("c17", TokenKind.Hashtag, "baking")]
    [InlineData("c18", TokenKind.Hashtag, "ff")]
    [InlineData("c19", TokenKind.Hashtag, "liam gallagher as you were terminal 5 oasis")]
    [InlineData("c20", TokenKind.Emoji, "😂 😂 😂")]
    public void Should_find_the_tokens_of_each_kind(string id, TokenKind kind, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', Read(id).Tokens.Where(token => token.Kind == kind).Select(token => token.Normalized)));

    [Fact]
    public void Should_find_the_words_of_a_text_without_spaces() =>
        Assert.Superset(new HashSet<string> { "北京", "下雪", "故宫" }, Read("c13").Tokens.Select(token => token.Normalized).ToHashSet());

    [Fact]
    public void Should_know_the_articles_of_another_language() =>
        Assert.Equal(["El", "la", "esta"], Read("c14", "es").Tokens.Where(token =>
            FunctionWords.Contains(token.Normalized, token.Language)).Select(token => token.Surface));

    [Fact]
    public void Should_leave_no_part_of_an_emoji_and_nothing_invisible()
    {
        var file = TestKit.Repository.FindEvaluationData("field-cases", "text", "normalize.txt");
        Assert.SkipWhen(file is null, TestKit.Repository.NoEvaluationData);

        var tokens = File.ReadLines(file!).SelectMany(line => PostText.Read(line).Tokens).Select(token => token.Normalized).ToList();

        Assert.Superset(new HashSet<string> { "👨‍👩‍👧‍👦", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "❤️‍🔥", "👩🏽‍🚀", "fancy", "fullwidth", "circled",
            "zerowidthspace", "softhyphen" }, tokens.ToHashSet());
        Assert.DoesNotContain(tokens, token =>
            token is "\uFE0F" or "\u20E3" or "\u200D" || token.AsSpan().ContainsAny('\u00AD', '\u200B', '\uFEFF'));
        Assert.DoesNotContain(tokens, token => token.Contains("&amp;", StringComparison.Ordinal) || token is "span" or "href");
    }

    private static PostText Read(string id, string? language = null)
    {
        var file = TestKit.Repository.FindEvaluationData("field-cases", "text", "posts.jsonl");
        Assert.SkipWhen(file is null, TestKit.Repository.NoEvaluationData);
        var cases = File.ReadLines(file!).Select(line => JsonDocument.Parse(line).RootElement);
        return PostText.Read(cases.Single(@case => @case.GetProperty("id").GetString() == id).GetProperty("text").GetString()!, language);
    }
}
