using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Engram.Gateway.Http;

/// <summary>Completes the OpenAPI document: names of operations, tags, the key, and the answers that every operation may give.</summary>
internal static class OpenApiDescription
{
    private const string KeyScheme = "apiKey";

    private static readonly Dictionary<string, string> Tags = new()
    {
        ["backlog"] = "What waits.",
        ["dead-letters"] = "Messages that could not be handled.",
        ["memories"] = "Memory sets: facts, documents and tagged posts.",
        ["models"] = "The models that are served.",
        ["posts"] = "Posts, their pictures and their keyphrases.",
        ["questions"] = "Questions to memory sets and about stories, with their answers and evidence.",
        ["recommendations"] = "What comes next for a subject, and because of what.",
        ["sequences"] = "Sequence sets: which subject met which item, and when.",
        ["sources"] = "Live streams that are followed.",
        ["trainings"] = "Trainings of models.",
        ["webhooks"] = "Addresses that are told of results.",
    };

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddOperationTransformer(CompleteAsync);
        options.AddDocumentTransformer(CompleteAsync);
    }

    private static Task CompleteAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var path = context.Description.RelativePath!;
        operation.OperationId = IdOf(context.Description.HttpMethod!, path);
        operation.Description ??= operation.Summary + ".";
        operation.Tags = new HashSet<OpenApiTagReference> { new(path.Split('/')[1], context.Document) };
        operation.Responses ??= new OpenApiResponses();
        operation.Responses["401"] = new OpenApiResponseReference("KeyRequired", context.Document);
        operation.Responses["403"] = new OpenApiResponseReference("KeyRole", context.Document);
        operation.Responses["429"] = new OpenApiResponseReference("QuotaExceeded", context.Document);
        if (operation.Responses.TryGetValue("503", out var busy) && busy is OpenApiResponse answer)
            answer.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = RetryAfter() };
        return Task.CompletedTask;
    }

    private static Task CompleteAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Engram",
            Version = "1",
            Summary = "Tags social posts with keyphrases and answers questions from a key-value memory.",
            Description = "Requests that start work are answered at once (202) unless they wait (`Prefer: wait=SECONDS`); results are "
                + "fetched, watched as server-sent events (`/v1/posts/events`), or sent to webhooks. Errors are "
                + "`application/problem+json`; `/problems/NAME` says what a type `urn:engram:problem:NAME` means. Answers and bodies "
                + "may be packed by gzip or br. Every GET may be sent as HEAD.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            Contact = new OpenApiContact { Name = "Whoever runs this service" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "This service" }];
        document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Key, Description = tag.Value }).ToHashSet();
        document.AddComponent(KeyScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "One of the service's keys (Listening__ApiKeys), with the role read, write or admin. "
                + "A service that listens on loopback only may have none.",
        });
        document.AddComponent("KeyRequired", Refusal("The service has keys, and the request presents none of them.", document));
        document.AddComponent("KeyRole", Refusal("The key may not do this.", document));
        var quota = Refusal("The caller has used up its share of requests.", document);
        quota.Headers = new Dictionary<string, IOpenApiHeader>
        {
            ["Retry-After"] = RetryAfter(),
            ["RateLimit"] = Header("What the caller has left: requests (r), and seconds until it has its whole share again (t)."),
            ["RateLimit-Policy"] = Header("The share: requests at once (q), and seconds in which it comes back (w)."),
        };
        document.AddComponent("QuotaExceeded", quota);
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        return Task.CompletedTask;
    }

    // GET v1/posts/{id}/history: getPostsIdHistory. It changes only with the path.
    private static string IdOf(string method, string path) => method.ToLowerInvariant() + string.Concat(
        path.Split('/', '-').Skip(1).Select(part => part.Trim('{', '}')).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static OpenApiResponse Refusal(string description, OpenApiDocument document) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("ProblemDetails", document) },
        },
    };

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiHeader RetryAfter() => new()
    {
        Description = "Seconds after which the request may be sent again.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
    };
}
