namespace Engram.Text.Tests;

public sealed class When_a_tweet_is_normalized
{
    [Theory]
    [InlineData("Look: https://t.co/AbC1?x=1, www.example.com!", "look : <url> , <url> !")]
    [InlineData("mail me@example.co.uk. @SPN_fan rocks, not a@b", "mail <email> . <user> rocks , not a @ b")]
    [InlineData("#SPNFamily #WildflowerHour #cwc19 f16 #lower #not_one", "spn family wildflower hour cwc 19 f16 lower not one")]
    [InlineData("#1 &#39;quoted&#39; Q&amp;A C#", "# <number> ' quoted ' q & a c #")]
    [InlineData("50% of 1,234.5 for $20 at 10:30 on 24/12/2019", "<percent> of <number> for <money> at <time> on <date>")]
    [InlineData("the 4th 3-2 2019-01-05", "the <number> th <number> - <number> <date>")]
    [InlineData("I can't, won't; they’re sure she'll don't I'm", "i can not , will not ; they are sure she will do not i am")]
    [InlineData("it's he'd", "it ' s he ' d")]
    [InlineData("Sooooo gooood yesss!!! what??", "so good yes ! what ?")]
    [InlineData("hi :) ;-) :D x:) :(", "hi <happy> <wink> <laugh> x : ) <sad>")]
    [InlineData("<url> <number> as they were", "<url> <number> as they were")]
    [InlineData("👩‍🚀 émigré", "👩‍🚀 émigré")]
    [InlineData("", "")]
    public void Should_read_as_the_papers_tweets_do(string tweet, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', Tokenizer.Tokenize(TweetNormalizer.Normalize(tweet))));

    [Fact]
    public void Should_leave_the_tokens_of_normal_tweets_as_they_are()
    {
        var file = TestKit.Repository.FindEvaluationData("cmkp", "dev_src.txt");
        Assert.SkipWhen(file is null, TestKit.Repository.NoEvaluationData);
        var posts = File.ReadLines(file!).Select(line => line.Split("<sep>")[0]).ToList();

        var changed = posts.Count(post => string.Join(' ', Tokenizer.Tokenize(TweetNormalizer.Normalize(post))) != post);

        // The data's own normaliser keeps some numbers as digits; the rest must come out as it went in.
        Assert.InRange(changed / (double)posts.Count, 0, MostChangedTweets);
    }

    [Fact]
    public void Should_give_the_same_tokens_when_normalized_twice()
    {
        const string Tweet = "RT @a: can't wait 4 #SPNFamily!!! $5 at 10:30 :) https://t.co/x 👍🏽 sooo 3.5k &amp; 1/2/2019";
        var once = TweetNormalizer.Normalize(Tweet);

        Assert.Equal(Tokenizer.Tokenize(once), Tokenizer.Tokenize(TweetNormalizer.Normalize(once)));
    }

    private const double MostChangedTweets = 0.10;
}
