using Engram.ApiContracts;
using Engram.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Engram.Gateway.Http;

/// <summary>Maps exceptions to responses: a caller's error to its problem, an unavailable or full database to 503.</summary>
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
            if (e.Problem.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
                context.HttpContext.Response.Headers.RetryAfter = $"{e.Problem.RetryAfterSeconds ?? RetryAfterSeconds}";
            var isEarly = e.Problem.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status413PayloadTooLarge
                or StatusCodes.Status429TooManyRequests;
            return isEarly && context.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false
                ? new UnreadBody(e.Problem.ToResult()) : e.Problem.ToResult();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            context.HttpContext.Response.Headers.Connection = "close";
            return Problems.TooLarge("The body is longer than this service takes.").ToResult();
        }
        catch (BadHttpRequestException e)
        {
            return Problems.BrokenRequest(e.StatusCode, e.Message).ToResult();
        }
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            // A chunk size that overflows. The server's own message does not say so.
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
