using System.Net;
using Engram.TestKit;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Tests;

/// <summary>Schema migration, the connection string and readiness at startup.</summary>
public sealed class When_a_service_starts(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_share_one_schema_with_others_that_start_beside_it()
    {
        var database = await postgres.CreateDatabaseAsync();

        var services = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SampleService.StartAsync(database, broker: null)));

        Assert.Equal(0, await services[0].CountAsync("sample.effects"));
        foreach (var service in services)
            await service.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("the database")]
    [InlineData("Host=127.0.0.1;Colour=red")]
    public async Task Should_say_which_setting_is_wrong_when_no_database_is_named(string? database)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => SampleService.StartAsync(database!, broker: null));

        Assert.Contains("ConnectionStrings__Engram", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_ready_only_while_the_database_answers()
    {
        await using var server = await Engram.DevServers.PrivatePostgres.StartTemporaryAsync(TestContext.Current.CancellationToken);
        await using var service = await SampleService.StartAsync(server.ConnectionString, broker: null);
        async Task<HttpStatusCode> StatusAsync(string path) => (await service.Http.GetAsync(new Uri(path, UriKind.Relative))).StatusCode;

        await Eventually.HoldsAsync(async () => await StatusAsync("/readyz") == HttpStatusCode.OK, "ready");
        await server.CrashAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(
            async () => await StatusAsync("/readyz") == HttpStatusCode.ServiceUnavailable, "not ready without its database");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/healthz"));
        await server.RestartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await StatusAsync("/readyz") == HttpStatusCode.OK, "ready again");
    }
}
