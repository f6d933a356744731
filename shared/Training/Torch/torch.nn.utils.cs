namespace Engram.Training.Torch;

/// <content>Helpers around parameters.</content>
public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales all gradients together so that their norm is at most <paramref name="max_norm"/>; returns the norm before
            /// scaling.</summary>
            public static double clip_grad_norm_(IReadOnlyList<Tensor> parameters, double max_norm)
            {
                ArgumentNullException.ThrowIfNull(parameters);
                using var handles = new HandleArray(parameters);
                Native.Check(Native.clip_grad_norm(handles.Handles, parameters.Count, max_norm, out var norm));
                return norm;
            }
        }
    }
}
