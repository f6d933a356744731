using Engram.Lab.DataSets;

namespace Engram.Apps.Tests.DataSets;

/// <summary>Trailing hashtags of a post as its keyphrases.</summary>
public sealed class When_hashtags_become_keyphrases
{
    [Theory]
    [InlineData("A day at the lake #StarWars #summer", "A day at the lake<sep>star wars;summer<sep>")]
    [InlineData("My #TestDrive of the day was fun #summer #fun…", "My test drive of the day was fun<sep>summer<sep>")]
    [InlineData("A day at the lake #fun #fun", "A day at the lake<sep>fun<sep>")]
    [InlineData("A day at the lake", null)]
    [InlineData("A #summer day at the lake", null)]
    [InlineData("Ok then #summer", null)]
    [InlineData("A day at the lake #sum…", null)]
    public void Should_cut_off_those_at_the_end(string post, string? tagged) => Assert.Equal(tagged, TrailingHashtags.ToTagged(post));
}
