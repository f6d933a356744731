using System.ComponentModel;
using Engram.Gateway.Posts;
using Engram.Gateway.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Api;

/// <summary>Posts over HTTP.</summary>
internal static class PostsApi
{
    private const string Path = "/v1/posts";
    private const string Json = "application/json";
    private const string Form = "multipart/form-data";
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 200;

    public static void MapPosts(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, PostAsync)
            .WithSummary("Take a post, a form with a picture, or a stream of posts")
            .WithDescription("application/json: one post. multipart/form-data: fields id and text, file picture. application/x-ndjson: a post a line in, a result or a problem a line out as it goes; read while you write.")
            .Accepts<PostRequest>(Json, Form, Ndjson.MediaType)
            .Produces<PostResource>().Produces<PostResource>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);
        api.MapGet(Path, ListAsync).WithSummary("List posts, newest first").Produces<PostPage>().ProducesProblem(400);
        api.MapGet(Path + "/{id}", GetAsync).WithSummary("Get a post with its result").Produces<PostResource>().ProducesProblem(404);
        api.MapDelete(Path + "/{id}", DeleteAsync)
            .WithSummary("Delete a post with its result, and its picture unless another post has it")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, PostStore posts, PostStream stream, ResultWatch results, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var mediaType = MediaTypes.Of(context.Request);
        if (mediaType == Ndjson.MediaType)
            return stream.Open(Preference.WaitOf(context, options.Value.MaxWait));

        var incoming = mediaType switch
        {
            Json => (await ApiJson.ReadAsync<PostRequest>(context.Request, options.Value.MaxPostJsonBytes, cancellationToken)).Check(options.Value),
            Form => await PostForm.ReadAsync(context.Request, options.Value, cancellationToken),
            _ => throw new ProblemException(Problems.UnsupportedMediaType(mediaType, Json, Form, Ndjson.MediaType)),
        };
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var accepted = await posts.AcceptAsync(incoming, cancellationToken);
        var post = await results.UntilAsync(
            accepted.Id, async token => await posts.FindAsync(accepted.Id, token) ?? accepted, post => post.IsFinished, wait, cancellationToken);
        return Answer(context, post, post.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, PostStore posts, ResultWatch results, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var name = PostName.TryParse(id) ?? throw new ProblemException(Problems.UnknownPost(id));
        var post = await results.UntilAsync(
            name.Id, token => posts.FindAsync(name.Id, token), post => post is not { IsFinished: false }, Preference.WaitOf(context, options.Value.MaxWait), cancellationToken);
        return Answer(context, post ?? throw new ProblemException(Problems.UnknownPost(id)), StatusCodes.Status200OK);
    }

    private static async Task<IResult> ListAsync(
        PostStore posts,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only posts in this state: reading, predicting, tagged or failed.")] string? state = null,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Posts a page, 1 to 200. Default 50.")] string? limit = null) =>
        TypedResults.Ok(await posts.ListAsync(
            state is null ? null : Query.Word<PostState>(nameof(state), state),
            cursor is null ? null : PostCursor.TryRead(cursor, out var position) ? position : throw new ProblemException(Problems.InvalidQuery(nameof(cursor), "is none that this service gave")),
            limit is null ? DefaultPageSize : Query.Number(nameof(limit), limit, 1, MaxPageSize),
            cancellationToken));

    private static async Task<IResult> DeleteAsync(string id, PostStore posts, CancellationToken cancellationToken) =>
        PostName.TryParse(id) is { } name && await posts.DeleteAsync(name.Id, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ProblemException(Problems.UnknownPost(id));

    private static IResult Answer(HttpContext context, Post post, int status)
    {
        if (!post.IsFinished)
            context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Location = $"{Path}/{post.PublicId}";
        return TypedResults.Json(PostResource.Of(post), ApiJson.Options, statusCode: status);
    }
}
