using Engram.Gateway.Console;

namespace Engram.Gateway.Tests.Console;

/// <summary>Probabilities and weights as the screens write them.</summary>
public sealed class When_shares_are_written
{
    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.00001, "0.1 %")]
    [InlineData(0.0042, "0.4 %")]
    [InlineData(0.01, "1 %")]
    [InlineData(0.505, "51 %")]
    [InlineData(0.99, "99 %")]
    [InlineData(0.997, "99.7 %")]
    [InlineData(0.99999, "99.9 %")]
    [InlineData(1, "100 %")]
    public void Should_call_nothing_certain_that_is_not(double share, string written) => Assert.Equal(written, Show.Percent(share));
}
