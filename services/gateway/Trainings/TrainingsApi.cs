using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.Trainings;
using Engram.Gateway.Events;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;
using Engram.Gateway.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Trainings;

/// <summary>HTTP endpoints of trainings.</summary>
internal static class TrainingsApi
{
    private const string Path = "/v1/trainings";
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 200;

    public static void MapTrainings(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, BeginAsync)
            .WithSummary("Train a model")
            .WithDescription(
                "application/json: the training, on one of the trainer's data sets. multipart/form-data: the same JSON in the field "
                + "'training', and the files to learn from, without folders. The trainer checks the kind and the options when it takes the "
                + "training: one that is wrong is 'failed', and 'error' says what would be right; with 'Prefer: wait=5' the answer to this "
                + "request tells it.")
            .Accepts<StartTrainingRequest>(TrainingIntake.Json, TrainingIntake.Form)
            .Produces<TrainingResource>().Produces<TrainingResource>(StatusCodes.Status202Accepted)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);
        api.MapGet(Path, ListAsync).WithSummary("List trainings, newest first").Produces<TrainingPage>().ProducesProblem(400);
        api.MapGet(Path + "/{id}", GetAsync)
            .WithSummary("Get how far a training is, or what it made").Produces<TrainingResource>().ProducesProblem(404);
        api.MapGet(Path + "/{id}/events", EventsOfAsync)
            .WithSummary("Watch a training until it ends: server-sent events, training.running with each report of progress")
            .Produces<string>(StatusCodes.Status200OK, EventStream.MediaType).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(404).ProducesProblem(503);
        api.MapDelete(Path + "/{id}", DeleteAsync)
            .WithSummary("Cancel a training; forget one that is finished")
            .WithDescription(
                "One that waits is cancelled at once (200), one that runs at its next step (202, and 'cancelled' soon). Of one that is "
                + "finished the record is deleted (204); the model that it made stays.")
            .Produces<TrainingResource>().Produces<TrainingResource>(StatusCodes.Status202Accepted).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(404);
    }

    private static async Task<IResult> BeginAsync(
        HttpContext context, TrainingStore trainings, TrainingIntake intake, IdempotencyKeys keys, TimeProvider time, ResultWatch results,
        IOptions<GatewayOptions> options, CancellationToken cancellationToken,
        [FromHeader(Name = IdempotencyKeys.Header), Description(IdempotencyKeys.Description)] string? idempotencyKey = null)
    {
        using var upload = await intake.ReadAsync(context.Request, cancellationToken);
        var incoming = upload.Check();
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var begun = await BeginOnceAsync();
        var training = await results.UntilAsync(
            begun.Id, async token => await trainings.FindAsync(begun.Id, token) ?? begun, one => one.IsFinished, wait, cancellationToken);
        return Answer(context, training, training.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);

        async Task<Training> BeginOnceAsync()
        {
            var id = Guid.CreateVersion7(time.GetUtcNow());
            await using var key = await keys.HoldAsync(context.Request, idempotencyKey, cancellationToken);
            if (key is null)
                return await trainings.BeginAsync(id, incoming, cancellationToken);
            return await key.OnceAsync(
                incoming.Identity,
                $"{id}",
                () => trainings.BeginAsync(id, incoming, cancellationToken),
                async made => await FindAsync(trainings, made, cancellationToken),
                cancellationToken);
        }
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, TrainingStore trainings, ResultWatch results, IOptions<GatewayOptions> options,
        CancellationToken cancellationToken)
    {
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var training = await FindAsync(trainings, id, cancellationToken);
        if (!training.IsFinished)
            training = await results.UntilAsync(
                training.Id, token => FindAsync(trainings, id, token), found => found.IsFinished, wait, cancellationToken);
        return Answer(context, training, StatusCodes.Status200OK);
    }

    private static Task<IResult> EventsOfAsync(
        HttpContext context, string id, TrainingStore trainings, EventStreams events, CancellationToken cancellationToken,
        [FromQuery, Description(EventStreams.IdDescription)] string? lastEventId = null)
    {
        var trainingId = IdOf(id);
        return events.OpenOneAsync(
            context, lastEventId, "training", $"{trainingId}",
            async token => await trainings.FindAsync(trainingId, token) is { } training ? EventSubject.Of(training) : null,
            Problems.UnknownTraining(id), cancellationToken);
    }

    private static async Task<IResult> ListAsync(
        TrainingStore trainings,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only trainings of the model package of this name.")] string? name = null,
        [FromQuery, Description("Only trainings in this state: queued, running, done, failed or cancelled.")] string? state = null,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Trainings a page, 1 to 200. Default 50.")] string? limit = null) =>
        TypedResults.Json(
            await trainings.ListAsync(
                Query.Text(nameof(name), name),
                state is null ? null : Query.Word<TrainingState>(nameof(state), state),
                PageCursor.Read(cursor),
                limit is null ? DefaultPageSize : Query.Number(nameof(limit), limit, 1, MaxPageSize),
                cancellationToken),
            ApiJson.Options);

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string id, TrainingStore trainings, CancellationToken cancellationToken) =>
        await trainings.CancelOrDeleteAsync(IdOf(id), cancellationToken) is { } training
            ? Answer(context, training, training.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted)
            : TypedResults.NoContent();

    private static async Task<Training> FindAsync(TrainingStore trainings, string id, CancellationToken cancellationToken) =>
        await trainings.FindAsync(IdOf(id), cancellationToken) ?? throw new ProblemException(Problems.UnknownTraining(id));

    private static Guid IdOf(string id) =>
        Guid.TryParseExact(id, "D", out var uuid) ? uuid : throw new ProblemException(Problems.UnknownTraining(id));

    private static IResult Answer(HttpContext context, Training training, int status)
    {
        if (!training.IsFinished)
            context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.Location = $"{Path}/{training.Id}";
        return TypedResults.Json(TrainingResource.From(training), ApiJson.Options, statusCode: status);
    }
}
