using Engram.ApiContracts;
using Engram.Gateway.Console.Views;
using Engram.Gateway.Http;
using Engram.Hosting;

namespace Engram.Gateway.Console;

/// <summary>Sends people without a session to the sign-in, and shows problems as pages.</summary>
internal sealed class ConsoleGate(CallerRoles roles, ILogger<ConsoleGate> logger) : IEndpointFilter
{
    private static readonly object RoleItem = new();

    /// <summary>Returns what the person may do; null on pages before the sign-in.</summary>
    public static KeyRole? RoleOf(HttpContext context) => context.Items[RoleItem] as KeyRole?;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        try
        {
            if (await roles.OfAsync(context.HttpContext) is not { } role)
                return TypedResults.LocalRedirect(
                    $"{ConsolePages.SignInPath}?to={Uri.EscapeDataString(request.Path + request.QueryString)}");
            context.HttpContext.Items[RoleItem] = role;
            return await next(context);
        }
        catch (ProblemException e)
        {
            return PageOf(e.Problem);
        }
        catch (Exception e) when (TransientFaults.IsTransient(e))
        {
            Log.NotStored(logger, e);
            return PageOf(Problems.Passing(e));
        }
    }

    private static ConsolePage PageOf(Problem problem) =>
        ConsolePage.Of<TroubleView>(problem.Title, new() { [nameof(TroubleView.Problem)] = problem }) with { Status = problem.Status };
}
