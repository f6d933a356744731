using Engram.Gateway.Http;
using Microsoft.AspNetCore.Http;

namespace Engram.Gateway.Tests.Api;

/// <summary>The <c>Prefer: wait=SECONDS</c> request header.</summary>
public sealed class When_a_wait_is_preferred
{
    private const int Longest = 60;

    [Theory]
    [InlineData("wait=5", 5)]
    [InlineData("respond-async, wait=5", 5)]
    [InlineData("WAIT = \"5\"; why=\"a game\"", 5)]
    [InlineData("wait=5, wait=6", 5)]
    [InlineData("wait=61", Longest)]
    [InlineData("wait=99999999999999999999999", Longest)]
    [InlineData("wait=0", 0)]
    [InlineData("wait=-1", null)]
    [InlineData("wait=1.5", null)]
    [InlineData("wait=soon", null)]
    [InlineData("wait", null)]
    [InlineData(";;;", null)]
    public void Should_be_granted_up_to_the_longest_and_passed_over_when_it_is_none(string preference, int? seconds)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["Prefer"] = preference;

        Assert.Equal(seconds ?? 0, Preference.WaitOf(context, TimeSpan.FromSeconds(Longest)).TotalSeconds);
        Assert.Equal(seconds is null ? "" : $"wait={seconds}", context.Response.Headers["Preference-Applied"].ToString());
    }
}
