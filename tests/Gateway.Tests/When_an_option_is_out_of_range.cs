using Engram.TestKit;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Tests;

/// <summary>Validation of the gateway's options at startup.</summary>
public sealed class When_an_option_is_out_of_range(PostgresFixture postgres)
{
    [Theory(Timeout = 300_000)]
    [InlineData("Gateway:MaxTextCharacters", "0", "MaxTextCharacters")]
    [InlineData("Gateway:PictureDeadline", "02:00:00", "PictureDeadline")]
    [InlineData("Gateway:MaxPictureWait", "00:00:01", "MaxPictureWait")]
    [InlineData("Gateway:TombstoneAge", "00:00:01", "TombstoneAge")]
    [InlineData("Gateway:PictureFetch:MaxRedirects", "11", "MaxRedirects")]
    [InlineData("Gateway:PictureFetch:MaxAtOncePerHost", "0", "MaxAtOncePerHost")]
    [InlineData("Gateway:Dns:Servers:0", "ns.example.org", "Gateway:Dns:Servers holds 'ns.example.org'")]
    [InlineData("Gateway:MaxBytesInHand", "1000", "MaxBytesInHand")]
    [InlineData("Gateway:UploadDirectory", "/no/such/folder", "UploadDirectory")]
    [InlineData("Gateway:Imports:MaxChunkLines", "0", "MaxChunkLines")]
    [InlineData("Gateway:MaxSources", "65", "MaxSources")]
    [InlineData("Gateway:QuestionRetentionDays", "0", "QuestionRetentionDays")]
    [InlineData("Gateway:IdempotencyKeyAge", "00:00:59", "IdempotencyKeyAge")]
    [InlineData("Gateway:Streams:MaxLineBytes", "1", "MaxLineBytes")]
    [InlineData("Gateway:Trainings:MaxFiles", "0", "MaxFiles")]
    [InlineData("Sources:0:Name", "Not a name", "Sources:0: The Form field is required")]
    [InlineData("SourceTokens:0:Host", "api.x.com", "SourceTokens:0: The Variable field is required")]
    public async Task Should_stop_at_start_and_say_which(string key, string value, string named)
    {
        var database = await postgres.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.StartAsync(database, null, (key, value)));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }
}
