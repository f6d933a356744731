using Engram.Gateway.Console;
using Engram.Hosting;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Http;

/// <summary>The pages beside the API: what there is, and what each problem means.</summary>
internal static class ApiIndex
{
    public static void MapIndex(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", Index).ExcludeFromDescription().WithMetadata(new ChecksKeysItself());
        app.MapGet(ProblemPages.Path, () => TypedResults.Text(ProblemPages.All, ProblemPages.MediaType)).ExcludeFromDescription();
        app.MapGet(ProblemPages.Path + "/{name}", Page).ExcludeFromDescription();
    }

    private static IResult Index(HttpRequest request, IOptions<ConsoleOptions> console) => console.Value.Enabled && AsksForPage(request)
        ? TypedResults.LocalRedirect(ConsolePages.Root)
        : TypedResults.Json(new
        {
            name = "Engram",
            posts = "/v1/posts",
            questions = "/v1/questions",
            recommendations = "/v1/recommendations",
            sequences = "/v1/sequences",
            memories = "/v1/memories",
            models = "/v1/models",
            trainings = "/v1/trainings",
            sources = "/v1/sources",
            webhooks = "/v1/webhooks",
            backlog = "/v1/backlog",
            deadLetters = "/v1/dead-letters",
            description = "/openapi/v1.json",
            problems = ProblemPages.Path,
            console = console.Value.Enabled ? ConsolePages.Root : null,
            health = "/readyz",
        });

    // A browser names HTML, other clients take anything.
    private static bool AsksForPage(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private static IResult Page(string name) =>
        ProblemPages.Find(name) is { } page ? TypedResults.Text(page, ProblemPages.MediaType) : TypedResults.NotFound();
}
