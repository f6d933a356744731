using System.Net.Http.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Api;

/// <summary>Query parameters that an endpoint does not define.</summary>
public sealed class When_a_parameter_is_not_known(PostgresFixture postgres)
{
    [Theory(Timeout = 300_000)]
    [InlineData("POST", "/v1/questions?wait=10", "Prefer: wait=SECONDS")]
    [InlineData("GET", "/v1/questions/q?Wait=10", "Prefer: wait=SECONDS")]
    [InlineData("POST", "/v1/posts?format=auto&wait=10", "Prefer: wait=SECONDS")]
    [InlineData("GET", "/v1/posts?langauge=en", "'language'")]
    [InlineData("GET", "/v1/models?limit=2", "no parameters")]
    [InlineData("DELETE", "/v1/sources/news?forgt=true", "'forget'")]
    public async Task Should_be_refused_with_what_would_be_right(string method, string path, string hint)
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        using var body = method == "POST" ? JsonContent.Create(new { text = "a" }) : null;

        var response = await gateway.SendAsync(new HttpMethod(method), path, body);

        var problem = await response.ShouldBeProblemAsync(400, "invalid-query");
        Assert.Contains(hint, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
