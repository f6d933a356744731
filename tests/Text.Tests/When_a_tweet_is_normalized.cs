using System.Security.Cryptography;
using System.Text;

namespace Engram.Text.Tests;

public sealed class When_a_tweet_is_normalized
{
    [Theory]
    [InlineData("Look: https://t.co/AbC1?x=1, www.example.com!", "look : <url> , <url> !")]
    [InlineData("mail me@example.co.uk. @SPN_fan rocks, not a@b", "mail <email> . <user> rocks , not a @ b")]
    [InlineData("#1 &#39;quoted&#39; Q&amp;A C#", "# <number> ' quoted ' q & a c #")]
    [InlineData("“smart” ‘quotes’ – and — dashes… ＠home", "\" smart \" ' quotes ' - and - dashes . <user>")]
    [InlineData("it's he'd LET'S wasn't it'll", "it ' s he ' d let ' s wasn ' t it ' ll")]
    [InlineData("I can't, WON'T; they’re sure she'll don't I'm y'all", "i can not , will not ; they are sure she will do not i am you all")]
    [InlineData("wow?!?! no... yes!! what? ok.", "wow ? ! no . yes ! what ? ok .")]
    [InlineData("*wink* **bold** f*ck this * one * sh**t!", "wink <emphasis> * bold <emphasis> * f*ck <censored> this * one * sh**t "
        + "<censored> !")]
    [InlineData("|| a $$ ^^ U.S. rt: go!now x1.5", "|| a $$ ^^ u . s . rt : go ! now x1 . <number>")]
    [InlineData("👩‍🚀 émigré CAFE\u0301 日本 بحث", "👩‍🚀 émigré café 日 本 بحث")]
    [InlineData("", "")]
    public void Should_read_as_the_papers_tweets_do(string tweet, string tokens) => Assert.Equal(tokens, TweetNormalizer.Normalize(tweet));

    [Theory]
    [InlineData("Up 50% to 1,234.5 or 7. A-2", "up <percent> to <number> . <number> or <number> . a - <number>")]
    [InlineData("Won 3-2, 10:1", "won <number> - <number> , <number> : <number>")]
    [InlineData("$20 £1.5m 20€ US$5 $1,000,000 $TSLA", "<money> <money> <money> us <money> <money> , <number> $ tsla")]
    [InlineData("At 10:30, 7pm, 7:30 p.m. or 7 pm", "at <time> , <time> , <time> or <number> pm")]
    [InlineData("Call (555) 123-4567 or +1 555.123.4567, 5551234567!", "call <phone> or <phone> , <phone> !")]
    [InlineData("24/12/2019 24.12.19 12/2019 2019-12-24 1.2.3.4", "<date> <date> <date> <date> <number> . <number>")]
    [InlineData("5 June 2019, Jul 4th, 2019, MAY 5; June 10:30 it may 5 5th June", "<date> , <date> , <date> ; june <time> it may "
        + "<number> 5 th june")]
    [InlineData("The 10th, 1990s 3k 1080x1350 5.5yrs f16", "the 1 0 th , 1 9 9 0 s 3 k 1 0 8 0 x1350 <number> . 5 yrs f16")]
    public void Should_mark_quantities(string tweet, string tokens) => Assert.Equal(tokens, TweetNormalizer.Normalize(tweet));

    [Theory]
    [InlineData("Hi :) ;-) :D XD :P :O", "hi <happy> <wink> <laugh> <laugh> <tong> <surprise>")]
    [InlineData("So:( (note): http://x.y/z and/or:// ", "so <sad> ( note ) : <url> and / or : / /")]
    [InlineData("Photo:point, I <3 u", "photo : point , i < <number> u")]
    public void Should_mark_faces(string tweet, string tokens) => Assert.Equal(tokens, TweetNormalizer.Normalize(tweet));

    [Theory]
    [InlineData("Sooooo", "so")]
    [InlineData("gooood", "good")]
    [InlineData("Loooool", "lol")]
    [InlineData("cooool!", "cool !")]
    [InlineData("YESSS", "yes")]
    [InlineData("happyyyy", "happy")]
    [InlineData("zqqqqx", "zqx")]
    [InlineData("zqeeeex", "zqeex")]
    [InlineData("too free", "too free")]
    public void Should_shorten_stretched_words(string tweet, string tokens) => Assert.Equal(tokens, TweetNormalizer.Normalize(tweet));

    [Theory]
    [InlineData("<url> <number> as they were , 1 0 th and cwc 19")]
    [InlineData("f*ck <censored> || - - . . ' s")]
    public void Should_leave_a_normal_tweet_as_it_is(string tweet) => Assert.Equal(tweet, TweetNormalizer.Normalize(tweet));

    [Theory]
    [InlineData("f*ck")]
    [InlineData("sooo")]
    [InlineData("see :)")]
    [InlineData("2 dogs!")]
    public void Should_know_what_is_not_normal_yet(string tweet) => Assert.NotEqual(tweet, TweetNormalizer.Normalize(tweet));

    [Fact]
    public void Should_leave_the_papers_tweets_token_by_token()
    {
        var files = new[] { "train_src.txt", "dev_src.txt" }.Select(name => TestKit.Repository.FindEvaluationData("cmkp", name)).ToList();
        Assert.SkipWhen(files.Contains(null), TestKit.Repository.NoEvaluationData);
        var posts = files.SelectMany(file => File.ReadLines(file!)).Select(line => line.Split("<sep>")[0]).ToList();

        var unchanged = posts.Count(post => TweetNormalizer.Normalize(post) == post);

        // The remaining tweets have emoticons that the data's normalizer did not recognize, such as ";o".
        Assert.InRange(unchanged / (double)posts.Count, FewestUnchangedTweets, 1);
    }

    private const double FewestUnchangedTweets = 0.998;

    [Fact]
    public void Should_write_the_tokens_that_the_starter_tagger_was_trained_on()
    {
        var file = TestKit.Repository.FindEvaluationData("cmkp", "train_src.txt");
        Assert.SkipWhen(file is null, TestKit.Repository.NoEvaluationData);
        var tokens = File.ReadLines(file!).Select(line => string.Join('|', TweetNormalizer.Tokens(line.Split("<sep>")[0])) + "\n");

        Assert.Equal(TokensOfTraining, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(tokens)))));
    }

    // SHA-256 of the tokens of all training posts when models/tagger/3 was trained. If it changes, the tagger must be retrained.
    private const string TokensOfTraining = "103b8ea7ff38abee0a0a39513c4a84a9c2ab8ab6e835403c7b0897c5d2d19851";
}
