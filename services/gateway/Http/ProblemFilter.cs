using Engram.ApiContracts;
using Engram.Hosting;

namespace Engram.Gateway.Http;

/// <summary>Turns what a request ran into into its answer: the caller's fault into its problem, a database that is away or full into
/// 503.</summary>
internal sealed class ProblemFilter(ILogger<ProblemFilter> logger) : IEndpointFilter
{
    public const int RetryAfterSeconds = 5;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ProblemException e)
        {
            if (e.Problem.Status == StatusCodes.Status503ServiceUnavailable)
                context.HttpContext.Response.Headers.RetryAfter = $"{e.Problem.RetryAfterSeconds ?? RetryAfterSeconds}";
            return e.Problem.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status413PayloadTooLarge
                ? new UnreadBody(e.Problem.ToResult()) : e.Problem.ToResult();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.TooLarge("The body is longer than this service takes.").ToResult();
        }
        catch (BadHttpRequestException e)
        {
            return Problems.BrokenRequest(e.StatusCode, e.Message).ToResult();
        }
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            // A chunk's size that no number holds: the server's own exception says no more.
            return Problems.BrokenRequest(StatusCodes.Status400BadRequest, "The size of a chunk of the body is not valid.").ToResult();
        }
        catch (Exception e) when (TransientFaults.IsTransient(e))
        {
            Log.NotStored(logger, e);
            context.HttpContext.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
            return Problems.Passing(e).ToResult();
        }
    }
}
