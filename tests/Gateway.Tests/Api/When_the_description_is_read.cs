using System.Text.Json;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
public sealed class When_the_description_is_read(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_name_every_path_and_what_it_takes()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        var description = await (await gateway.SendAsync(HttpMethod.Get, "/openapi/v1.json")).JsonAsync();

        var paths = description.GetProperty("paths");
        Assert.Equal(
            [
                "/v1/backlog: get", "/v1/dead-letters: get", "/v1/dead-letters/{group}: delete get",
                "/v1/dead-letters/{group}/letters/{id}: delete get", "/v1/dead-letters/{group}/letters/{id}/replay: post",
                "/v1/dead-letters/{group}/replay: post",
                "/v1/memories: get", "/v1/memories/{set}: delete get put", "/v1/memories/{set}/documents: delete post put",
                "/v1/memories/{set}/facts: delete get put", "/v1/memories/{set}/imports/{id}: get",
                "/v1/memories/{set}/posts: post", "/v1/memories/{set}/triples: post", "/v1/models: get", "/v1/models/packages: get",
                "/v1/models/{name}/promote: post", "/v1/models/{name}/rollback: post", "/v1/posts: delete get post",
                "/v1/posts/events: get", "/v1/posts/{id}: delete get", "/v1/posts/{id}/events: get", "/v1/posts/{id}/history: get",
                "/v1/posts/{id}/images/{number}: get",
                "/v1/questions: get post", "/v1/questions/{id}: delete get", "/v1/questions/{id}/events: get",
                "/v1/recommendations: post", "/v1/recommendations/{id}: delete get", "/v1/recommendations/{id}/events: get",
                "/v1/sequences: get", "/v1/sequences/{set}: delete get put", "/v1/sequences/{set}/events: post",
                "/v1/sequences/{set}/subjects: get", "/v1/sequences/{set}/subjects/{subject}: delete get",
                "/v1/sources: get", "/v1/sources/{name}: delete get put", "/v1/trainings: get post",
                "/v1/trainings/{id}: delete get", "/v1/trainings/{id}/events: get",
                "/v1/webhooks: get post", "/v1/webhooks/{id}: delete get put", "/v1/webhooks/{id}/deliveries: get",
                "/v1/webhooks/{id}/replay: post", "/v1/webhooks/{id}/secret: post", "/v1/webhooks/{id}/test: post",
            ],
            paths.EnumerateObject().Where(path => path.Name.StartsWith("/v1/", StringComparison.Ordinal))
                .OrderBy(path => path.Name, StringComparer.Ordinal)
                .Select(
                    path =>
                        $"{path.Name}: "
                        + string.Join(' ', path.Value.EnumerateObject().Select(method => method.Name).Order(StringComparer.Ordinal))));
        var post = paths.GetProperty("/v1/posts").GetProperty("post");
        Assert.Equal(
            ["application/json", "application/x-ndjson", "multipart/form-data"],
            post.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(type => type.Name)
                .Order(StringComparer.Ordinal));
        string[] posts = ["/v1/posts", "/v1/questions", "/v1/memories/{set}/triples", "/v1/trainings", "/v1/recommendations"];
        Assert.All(posts, path => Assert.Contains("Idempotency-Key", ParametersOf(paths.GetProperty(path).GetProperty("post"))));
        var states = description.GetProperty("components").GetProperty("schemas").GetProperty("PostState").GetProperty("enum");
        Assert.Contains("predicting", states.EnumerateArray().Select(state => state.GetString()));
    }

    private static IEnumerable<string?> ParametersOf(JsonElement operation) =>
        operation.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString());
}
